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
