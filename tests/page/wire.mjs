// Plain connections to the daemon's port: requests that no browser would send, and a relay that can be cut.
import net from 'node:net';

// Sends bytes, gives all that comes back until the other side closes (or, with `enough`, until that is there).
export function raw(address, bytes, { enough = null, end = false } = {}) {
  const [host, port] = [address.slice(0, address.lastIndexOf(':')), Number(address.slice(address.lastIndexOf(':') + 1))];
  return new Promise((done, fail) => {
    const socket = net.connect(port, host.replace(/[[\]]/g, ''));
    let text = '';
    socket.setTimeout(30000, () => { socket.destroy(); fail(new Error(`nothing more after: ${text.slice(0, 300)}`)); });
    socket.on('connect', () => (end ? socket.end(bytes) : socket.write(bytes)));
    socket.on('data', (data) => {
      text += data.toString('latin1');
      if (enough?.test(text)) socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', () => done(text));
  });
}

// One GET; headers replace the right ones, null leaves one out. Gives { status, head, body }.
export async function get(address, path, headers = {}) {
  const all = { Host: address, Connection: 'close', ...headers };
  const lines = Object.entries(all).filter(([, value]) => value !== null).map(([name, value]) => `${name}: ${value}\r\n`);
  const text = await raw(address, `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`, { enough: /^HTTP\/1.1 101/ });
  const at = text.indexOf('\r\n\r\n');
  return { status: Number(text.split(' ')[1]), head: text.slice(0, at), body: text.slice(at + 4) };
}

export function upgrade(address, headers = {}, path = '/ws') {
  return get(address, path, {
    Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', Origin: `http://${address}`,
    'Sec-WebSocket-Key': Buffer.from('sixteen bytes ok').toString('base64'), 'Sec-WebSocket-Protocol': 'agentd.v1',
    ...headers,
  });
}

// A connected socket, and nothing sent.
export function open(address) {
  return new Promise((done, fail) => {
    const socket = net.connect(Number(address.slice(address.lastIndexOf(':') + 1)), '127.0.0.1', () => done(socket));
    socket.on('error', fail);
  });
}

// Just enough of a WebSocket to send what no browser does.
export class WebSocket {
  async open(address, cookie) {
    this.socket = await open(address);
    this.bytes = Buffer.alloc(0);
    this.closed = new Promise((end) => this.socket.on('close', end));
    this.socket.on('error', () => {});
    this.socket.on('data', (data) => {
      this.bytes = Buffer.concat([this.bytes, data]);
      this.waits?.();
    });
    this.socket.write(`GET /ws HTTP/1.1\r\nHost: ${address}\r\nOrigin: http://${address}\r\nCookie: ${cookie}\r\n`
      + 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: agentd.v1\r\n'
      + 'Sec-WebSocket-Key: c2l4dGVlbiBieXRlcyBvaw==\r\n\r\n');
    const head = await this.take(() => {
      const at = this.bytes.indexOf('\r\n\r\n');
      return at < 0 ? null : at + 4;
    });
    if (!head.toString().startsWith('HTTP/1.1 101')) throw new Error(`no WebSocket: ${head}`);
    return this;
  }

  // Waits until size() gives how many bytes belong together; they are taken off.
  async take(size) {
    for (;;) {
      const length = size();
      if (length !== null && this.bytes.length >= length) {
        const taken = this.bytes.subarray(0, length);
        this.bytes = this.bytes.subarray(length);
        return taken;
      }
      await new Promise((more, fail) => {
        this.waits = more;
        this.closed.then(() => fail(new Error('the daemon closed the connection')));
      });
    }
  }

  async next() {
    const [first, second] = await this.take(() => 2);
    let length = second & 127;
    if (length === 126) length = (await this.take(() => 2)).readUInt16BE();
    else if (length === 127) length = Number((await this.take(() => 8)).readBigUInt64BE());
    return { opcode: first & 15, data: await this.take(() => length) };
  }

  // The next text message; pictures are passed over.
  async text() {
    for (;;) {
      const { opcode, data } = await this.next();
      if (opcode === 1) return data.toString();
      if (opcode === 8) throw new Error('the daemon closed the WebSocket');
    }
  }

  write(bytes) {
    this.socket.write(bytes);
  }

  frame(opcode, data, final = true) {
    const head = Buffer.alloc(data.length < 126 ? 2 : data.length < 65536 ? 4 : 10);
    head[0] = (final ? 128 : 0) | opcode;
    head[1] = 128 | (head.length === 2 ? data.length : head.length === 4 ? 126 : 127);
    if (head.length === 4) head.writeUInt16BE(data.length, 2);
    else if (head.length === 10) head.writeBigUInt64BE(BigInt(data.length), 2);
    this.socket.write(Buffer.concat([head, Buffer.alloc(4), data])); // masked with zeros
  }

  send(text) {
    this.frame(1, Buffer.from(text));
  }

  pause() {
    this.socket.pause();
  }

  resume() {
    this.socket.resume();
  }

  destroy() {
    this.socket.destroy();
  }
}

// Passes bytes on to the daemon's port; cut() breaks all connections, as a network does.
export class Relay {
  async start(address) {
    this.sockets = new Set();
    this.open = true;
    const to = Number(address.slice(address.lastIndexOf(':') + 1));
    this.server = net.createServer((near) => {
      if (!this.open) {
        near.destroy();
        return;
      }
      const far = net.connect(to, '127.0.0.1');
      for (const [one, other] of [[near, far], [far, near]]) {
        this.sockets.add(one);
        one.on('error', () => {});
        one.on('close', () => { this.sockets.delete(one); other.destroy(); });
        one.pipe(other);
      }
    });
    await new Promise((ready) => this.server.listen(0, '127.0.0.1', ready));
    this.port = this.server.address().port;
    return this;
  }

  cut() {
    this.open = false;
    for (const socket of this.sockets) socket.destroy();
  }

  mend() {
    this.open = true;
  }

  stop() {
    this.cut();
    this.server.close();
  }
}
