"""What the web server knows of a run, whatever its kind: the contract with the supervisor and the feed."""

import secrets
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from activations.language import SOURCE
from activations.language.text import Text
from activations.live import protocol
from activations.live.messages import Answer, Command, Create, Failed, Frame


@dataclass(frozen=True)
class Session:
    """One tab of a reader: `name` tells it from others, `here` says whether it is still connected."""

    name: str
    here: Callable[[], bool] = lambda: True


@dataclass(kw_only=True, eq=False)
class Run(ABC):
    """Something that the trainer process carries out and a page watches.

    A kind of run is a subclass of this, which keeps what the trainer process reports, and a `Job` there. Methods may be
    called from any thread. Those that say so are called with `lock` held, which no other run shares.
    """

    job: ClassVar[str]  # the function that makes the job in the trainer process: "module:function"

    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))  # known to its page alone
    language: str = SOURCE  # of the page that shows it: what is said of it is said in it
    header: Mapping[str, Any] = field(default_factory=dict)  # of the last frame, or of none: replaced, never changed
    wanted: str = ""  # what the page asked for last: its buttons need not wait for the trainer process
    answer: Text | None = None  # why a command was not carried out, or why the run has failed
    stalled: Text | None = None  # that the trainer process does not answer
    notice: Text | None = None  # what the server has to say about it
    version: int = 0  # grows whenever a browser that watches it lacks something
    life: int = 0  # grows when it begins again in another trainer process
    watchers: int = 0
    unwatched_since: float = field(default_factory=time.monotonic)
    ever_watched: bool = False
    here_at: float = 0.0  # when its session was last known to be there
    gone: bool = False  # dropped
    owner: Session | None = None  # whose it is; None: of nobody who could leave
    wants_place: bool = False  # a page watches it, or has told it to do something
    queued: bool = False  # it was told that all places are taken
    held: list[Command] = field(default_factory=list)  # commands that wait until it is made
    source: object = None  # the trainer process that it was made in: what another one says of it is of the past
    lock: threading.RLock = field(default_factory=threading.RLock)
    _listeners: list[Callable[[], None]] = field(default_factory=list)

    @property
    def status(self) -> str:
        return self.header["status"]

    @property
    def made(self) -> bool:
        """Whether it is in a trainer process: until then it costs nothing."""
        return self.source is not None

    # -- what each kind of run says for itself ------------------------------------------------------------------------

    @abstractmethod
    def creation(self) -> Create:
        """What makes it in a trainer process. With the lock."""

    def is_setting(self, do: str) -> bool:
        """Whether a command is kept by `asked` and told again by `settings`."""
        return False

    def settings(self) -> list[Command]:
        """Commands that follow `creation`: how it is shown. With the lock."""
        return []

    def rest(self) -> str | None:
        """No page has watched it for a while: a command for it, or None. With the lock."""
        return None

    def resume(self) -> str | None:
        """A page watches it again: a command for it, or None. With the lock."""
        return None

    @property
    def stays(self) -> bool:
        """Whether it is kept, unwatched, as long as its session is there."""
        return False

    @property
    def idle(self) -> bool:
        """Whether it waits for its reader: then it may be dropped where its place is needed."""
        return False

    @abstractmethod
    def is_of(self, *asked: Any) -> bool:
        """Whether a page that was loaded again, and asks for this, may show it."""

    def waits(self, why: Text | None) -> None:
        """It waits for a free place, and why; None: it waits no longer. With the lock."""
        self.notice = why
        self.changed()

    def conflict(self, others: Iterable["Run"]) -> str | None:
        """Why it cannot be started beside the others, in words."""
        return None

    def asked(self, do: str, values: Mapping[str, Any]) -> bool:
        """Note a command of the page. True if it must be made again before that is carried out. With the lock."""
        return False

    def takes_long(self, header: Mapping[str, Any]) -> bool:
        """Whether `before_taking` may have to wait for something: then it is not done by who listens to the trainer."""
        return False

    def before_taking(self, header: Mapping[str, Any]) -> None:  # noqa: B027 (nothing, for most kinds)
        """A frame has come: what may take long, without the lock."""

    @abstractmethod
    def take(self, header: Mapping[str, Any], arrays: dict[str, np.ndarray]) -> None:
        """Keep what a frame says. With the lock."""

    @abstractmethod
    def failed(self, why: Text, refused: bool) -> None:
        """The trainer process could not make it (`refused`), or has ended it with an error. With the lock."""

    def stalls(self, why: Text | None) -> None:
        """The trainer process does not answer, and since when; None: it does again. With the lock."""
        if why != self.stalled:
            self.stalled = why
            self.changed()

    @abstractmethod
    def lost(self, why: Text, again: bool, blamed: bool) -> bool:
        """The trainer process has ended; `again`: another was started; `blamed`: it was at work at this run.

        True if it is to be made in the other one.

        With the lock.
        """

    @abstractmethod
    def news(self, position: Any) -> tuple[dict[str, Any], dict[str, np.ndarray], Any]:
        """Header and arrays that a browser at `position` lacks (None: it has nothing), and its position then.

        In the words of the reader's language. Without the lock: drawing may take long.
        """

    def past(self, position: Any) -> list[bytes]:
        """Messages of earlier moments, for a browser that was at `position` before `news` told it all again."""
        return []

    # -- the same for all of them -------------------------------------------------------------------------------------

    def packed(self, position: Any) -> tuple[bytes, Any]:
        """`news` as a message for a browser, and its position then."""
        header, arrays, has = self.news(position)
        return protocol.pack(header, arrays), has

    def receive(self, message: Frame | Answer | Failed, source: object) -> None:
        """A message of the trainer process `source` about this run."""
        if isinstance(message, Frame) and source is self.source:
            self.before_taking(message.header)
        with self.lock:
            if source is not self.source:
                return
            if isinstance(message, Frame):
                self.take(message.header, dict(message.arrays))
            elif isinstance(message, Answer):
                self.answer = message.text
            else:
                self.failed(message.why, message.refused)
            self.changed()

    def speak(self, language: str) -> None:
        """From now on in this language: the browser gets all of it again, though the run may be over."""
        with self.lock:
            if language != self.language:
                self.language = language
                self.changed()

    def changed(self) -> None:
        """There is news: wake who waits for it."""
        with self.lock:
            self.version += 1
            for wake in self._listeners:
                wake()

    def listen(self, wake: Callable[[], None]) -> None:
        """Call `wake`, in whatever thread, whenever there is news."""
        with self.lock:
            self._listeners.append(wake)

    def unlisten(self, wake: Callable[[], None]) -> None:
        with self.lock:
            self._listeners.remove(wake)

    def wait_until(self, so: Callable[[], bool], seconds: float) -> bool:
        """Whether `so()` is true within `seconds`; it is asked whenever there is news. Without the lock."""
        news, until = threading.Event(), time.monotonic() + seconds
        self.listen(news.set)
        try:
            while not so():
                left = until - time.monotonic()
                if left <= 0 or self.gone:
                    return False
                news.wait(left)
                news.clear()
            return True
        finally:
            self.unlisten(news.set)

    def close(self) -> None:
        """It was dropped: who watches it hears of that."""
        with self.lock:
            self.gone = True
            self.changed()
