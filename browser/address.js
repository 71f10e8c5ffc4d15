// Where the lab is served: this module's own address is <home>browser/<version>/address.js.

export const HOME = new URL('../../', import.meta.url).pathname;
