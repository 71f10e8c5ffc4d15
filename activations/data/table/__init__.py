"""A table of the reader's own: read, cleaned, checked, split and kept; everything that is done to it is said.

How people write tables, and how it is read. Each habit has a file of its name in tests/data/table/habits.

Numbers (number_text.py, column.py)
- thousands_point: 1.023.500, or 2.434 in a column that shows a decimal comma elsewhere, has thousands
- thousands_point_from_others: 2.434 in a file whose other numbers have decimal commas is 2434
- thousands_comma: "1,234,567" in quotes, and 2,434 beside decimal points
- thousands_blank: 1 234 567 with blanks, also those that do not break
- thousands_narrow_blank: the same with narrow blanks
- thousands_apostrophe: 1'234.50, with either apostrophe
- lakh_and_crore: 12,34,567
- decimal_comma: 1,5 and ,5 and 1,5E+03
- decimal_comma_quoted: "1,5" in a file separated by commas
- percent: 12,5 % is 12.5
- percent_before: so is %12,5
- currency: € before or after, $, and 12,- for a price without cents
- leading_zeros: 01067 is 1067, and told
- unit: 12 kg, 3.5km/h, if all have the same unit
- unit_left_out: those without it have the same, and are counted
- several_units: 500 g beside 1.2 kg stays text
- minus_signs: the true minus sign, a dash, a full-width one, and one after the number
- accounting_brackets: (1,234.50) is negative
- exponents: 1E-03, 2.5D+01, 1.5 x 10^3
- other_digits: Arabic and full-width digits and signs
- spreadsheet_formula: ="007" is 7
- decimal_sign_open: 2.434 and 1.365 alone are asked about
- beyond_2_53: whole numbers that float64 cannot tell apart are told

Separators (layout.py)
- semicolons, tabs, vertical_bars: as commas
- blanks: columns set apart by any number of blanks
- sep_line: the first line sep=; is obeyed and no row
- lists_in_cells: another separator inside the cells is part of them
- single_quotes: 'x,1' is one value, in a file without double ones
- trailing_separators: a separator at the end of every line makes no column
- trailing_separators_in_rows: nor at the end of every row but the first
- mixed_line_ends: Windows, Unix and old Mac in one file

Encodings (encoding.py)
- utf_8_mark, utf_16_mark, utf_32_mark: with a byte order mark
- utf_16_be, utf_32_le: without one
- windows_1252, latin_1, windows_1250, windows_1251, koi8_r, windows_874, dos_866: one byte a character
- mac_roman, dos: from old Macintosh and DOS, where Windows-1252 gives no words
- invisible_characters: marks of direction and others without width are left out
- iso_2022_jp: as in old mail
- stray_bytes: a few bytes of Windows-1252 in UTF-8
- gb18030, big5, shift_jis, euc_kr: Chinese, Japanese and Korean; the reader can choose another one

What stands around the rows (layout.py, header.py, vocabulary.py)
- no_names: a first line with words that occur below it is data
- names_open: a first line that can be both is asked about
- years_as_names: numbers that count years are names
- units_line: a line of units below the names
- two_lines_of_names: names above several columns
- comment_lines: lines that begin with #, % or //, also between rows
- names_in_comment: names in the last comment, as NumPy writes them
- marked_names: #id,name,x
- logger_preamble: lines with a name and a value before the table
- title_of_a_sheet: a title, filled up with separators
- double_names: names that occur again are numbered
- row_names_of_r: a line of names that is one short
- index_column: a first column without a name that counts the rows is no feature
- totals: a last line with sums
- note_below: a source or a note after the last row
- count_below: (3 rows), as databases write it
- borders: lines of dashes, of Markdown and of databases

Missing values (vocabulary.py, column.py)
- missing_words: NA, n/a, k.A., ?, -, #DIV/0!, NULL and others
- missing_code: -999 far from all other values; it is asked about

Dates and words (dates.py, truths.py)
- dates_iso: 2020-01-31, with a time or without
- dates_day_first: 31.01.2020
- dates_month_first: 01/31/2020
- dates_open: 01/02/2020 with nothing that decides is asked about
- dates_with_names: 31-Jan-2020, in 15 languages
- dates_months: Jan 2020, 01/2020
- dates_chinese, dates_korean: 2020年1月31日
- dates_year_first: 2020. 01. 31., as in Hungary
- dates_compact: 20200131, if all are days and three differ
- times_with_words: 13.30 Uhr, 13h30
- durations: 26:10:00 is longer than a day
- times_of_day: 12:30 and 1:45 PM are hours
- no_and_yes: no and yes in many languages, whatever their letters
"""
