// JSON-RPC over one WebSocket. It connects again by itself and subscribes from the last cursor seen, so that no
// event is missed.

const RETRY_MS = [250, 500, 1000, 2000, 5000];
const REPLAY_MAX = 5000; // events of the last task that a new page asks for

export class Rpc {
  constructor({ onEvent, onPicture, onState }) {
    this.onEvent = onEvent;
    this.onPicture = onPicture;
    this.onState = onState;
    this.calls = new Map();
    this.lastId = 0;
    this.cursor = null;
    this.tries = 0;
    this.connect();
  }

  connect() {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/ws`, 'agentd.v1');
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => this.opened().catch(() => socket.close());
    socket.onmessage = (message) => this.received(message.data);
    socket.onclose = () => this.closed();
    this.socket = socket;
  }

  async opened() {
    this.cursor ??= await this.firstCursor();
    await this.call('events.subscribe', { since: this.cursor });
    this.tries = 0;
    this.onState(true);
  }

  // A new page sees the running task, or the last one, from its beginning.
  async firstCursor() {
    const { cursor, task } = await this.call('status');
    const last = task ?? (await this.call('task.list', { limit: 1 })).tasks[0];
    return last && cursor - last.cursor <= REPLAY_MAX ? last.cursor : cursor;
  }

  closed() {
    for (const { reject } of this.calls.values()) reject(new Error('the connection was lost'));
    this.calls.clear();
    this.onState(false);
    const wait = RETRY_MS[Math.min(this.tries++, RETRY_MS.length - 1)];
    setTimeout(() => this.connect(), wait);
  }

  received(data) {
    if (data instanceof ArrayBuffer) {
      const length = new DataView(data).getUint32(0);
      const head = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 4, length)));
      this.onPicture(head, new Blob([new Uint8Array(data, 4 + length)], { type: 'image/jpeg' }));
      return;
    }
    const message = JSON.parse(data);
    if (message.method === 'event') {
      if (message.params.cursor <= this.cursor) return;
      this.cursor = message.params.cursor;
      this.onEvent(message.params);
      return;
    }
    const call = this.calls.get(message.id);
    if (!call) return;
    this.calls.delete(message.id);
    if (message.error) call.reject(new Error(message.error.message));
    else call.resolve(message.result);
  }

  call(method, params = {}) {
    if (this.socket.readyState !== WebSocket.OPEN) return Promise.reject(new Error('not connected'));
    const id = ++this.lastId;
    this.socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    return new Promise((resolve, reject) => this.calls.set(id, { resolve, reject }));
  }
}
