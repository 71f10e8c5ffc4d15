// The browser's end of the live feed: frames as they come, one asked for at a time.

import { HOME } from './address.js';
import { LENGTH_BYTES, UNKNOWN_RUN } from './constants.js';

const RETRY = [300, 1000, 3000]; // milliseconds between attempts to reach the feed again

const KINDS = { float32: Float32Array, uint8: Uint8Array, int32: Int32Array };

/**
 * @typedef {{shape: number[], values: Float32Array | Uint8Array | Int32Array}} NumberArray
 * @typedef {{header: any, arrays: Record<string, NumberArray>}} Frame
 */

// A message as activations/live/protocol.py packs it: its header, and arrays that are views into it.
/** @param {ArrayBuffer} buffer @returns {Frame} */
export function unpack(buffer) {
  const view = new DataView(buffer);
  const length = view.getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, LENGTH_BYTES, length)));
  /** @type {Record<string, NumberArray>} */
  const arrays = {};
  for (const { name, dtype, shape, offset } of header.arrays) {
    const count = shape.reduce((a, b) => a * b, 1);
    arrays[name] = { shape, values: new KINDS[dtype](buffer, LENGTH_BYTES + length + offset, count) };
  }
  return { header, arrays };
}

export class Feed {
  // onKept gets the moments of before this page came: they are not asked for, so no `more` follows them.
  constructor(token, onFrame, onGone, onKept) {
    this.token = token;
    this.onFrame = onFrame;
    this.onKept = onKept;
    this.onGone = onGone;
    this.attempt = 0;
    this.open();
  }

  open() {
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    this.socket = new WebSocket(`${scheme}//${location.host}${HOME}live/${this.token}`);
    this.socket.binaryType = 'arraybuffer';
    this.socket.onopen = () => {
      this.attempt = 0;
      this.more();
    };
    this.socket.onmessage = (event) => {
      const frame = unpack(event.data);
      if (frame.header.kept) this.onKept(frame);
      else this.onFrame(frame);
    };
    this.socket.onclose = (event) => {
      if (this.closed) return;
      if (event.code === UNKNOWN_RUN || this.attempt >= RETRY.length) this.onGone(event.code);
      else this.timer = setTimeout(() => this.open(), RETRY[this.attempt++]);
    };
  }

  more() {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send('more');
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    const { socket } = this;
    // Closed while it is being opened, the browser complains in its console.
    if (socket.readyState === WebSocket.CONNECTING) socket.onopen = () => socket.close();
    else socket.close();
  }
}
