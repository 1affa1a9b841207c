// The daemon's port without a browser: who is let in, and what broken, many and slow connections do to it.
import assert from 'node:assert/strict';
import net from 'node:net';

import { test, until } from './harness.mjs';
import { get, open, raw, upgrade, WebSocket } from './wire.mjs';

const port = (address) => Number(address.slice(address.lastIndexOf(':') + 1));
const COMMANDS = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'commands' }); // some 20 kB of answer

export function lockedOutTests(daemon) {
  test('without a cookie there is nothing but the login page', async () => {
    const front = await get(daemon.listen, '/');
    assert.equal(front.status, 401);
    assert.match(front.body, /agentctl web/);
    for (const file of ['/app.js', '/app.css', '/index.html', '/rpc.js', '/../agentd', '/ws', '/status', '/journals/t1']) {
      const { status, body } = await get(daemon.listen, file);
      assert.ok(status === 401 || status === 404, `${file}: ${status}`);
      assert.ok(body.length < 100, `${file}: ${body}`);
    }
  });

  test('a socket without a cookie, or with a wrong one, is refused', async () => {
    assert.equal((await upgrade(daemon.listen)).status, 401);
    assert.equal((await upgrade(daemon.listen, { Cookie: `agentd${port(daemon.listen)}=${'0'.repeat(48)}` })).status, 401);
    assert.equal((await upgrade(daemon.listen, { Cookie: `agentd${port(daemon.listen)}=` })).status, 401);
  });
}

// cookie(): the header of who is logged in.
export function loggedInTests(daemon, cookie) {
  test('a wrong Origin or Host is refused, with the right cookie too', async () => {
    const Cookie = await cookie();
    assert.equal((await upgrade(daemon.listen, { Cookie })).status, 101);
    for (const wrong of [{ Origin: 'http://evil.example' }, { Origin: null }, { Origin: 'null' },
      { Origin: `https://${daemon.listen}` }, { Host: 'evil.example' }, { Host: `evil.example:${port(daemon.listen)}` }, { Host: null }]) {
      const { status } = await upgrade(daemon.listen, { Cookie, ...wrong });
      assert.ok(status === 403 || status === 400 || Number.isNaN(status), `${JSON.stringify(wrong)}: ${status}`);
    }
    assert.equal((await get(daemon.listen, '/', { Cookie })).status, 200);
    assert.equal((await get(daemon.listen, '/', { Cookie, Host: 'evil.example' })).status, 403);
    assert.equal((await get(daemon.listen, '/', { Cookie, Origin: 'http://evil.example' })).status, 403);
    assert.equal((await get(daemon.listen, '/app.js', { Cookie, Host: `localhost:${port(daemon.listen)}` })).status, 200);
  });

  test('pages forbid scripts and frames of others', async () => {
    const Cookie = await cookie();
    for (const file of ['/', '/app.js', '/nothing']) {
      const { head } = await get(daemon.listen, file, { Cookie });
      assert.match(head, /content-security-policy: default-src 'none'; script-src 'self'/i);
      assert.match(head, /frame-ancestors 'none'/i);
      assert.match(head, /x-content-type-options: nosniff/i);
      assert.match(head, /cache-control: no-store/i);
    }
  });
}

// It still does its work: for a socket, for a page.
async function works(daemon, cookie) {
  assert.ok((await daemon.call('status')).pid);
  assert.equal((await get(daemon.listen, '/', { Cookie: await cookie() })).status, 200);
  const socket = await new WebSocket().open(daemon.listen, await cookie());
  socket.send(COMMANDS);
  assert.match(await socket.text(), /"result"/);
  socket.destroy();
}

export function floodTests(daemon, cookie) {
  test('broken requests, huge headers and other verbs do not harm it', async () => {
    const address = daemon.listen;
    const answers = [
      await raw(address, 'GET / HTTP/1.1\r\nHost: x\r\n', { end: true }),
      await raw(address, '\0\xff\xfe garbage\r\n\r\n', { end: true }),
      await raw(address, `GET /${'a'.repeat(70000)} HTTP/1.1\r\nHost: ${address}\r\n\r\n`, { end: true }),
      await raw(address, `GET / HTTP/1.1\r\nHost: ${address}\r\nCookie: ${'b'.repeat(70000)}\r\n\r\n`, { end: true }),
    ];
    for (const answer of answers) assert.ok(!answer.includes('200 OK'), answer.slice(0, 80));
    for (const verb of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD']) {
      const answer = await raw(address, `${verb} / HTTP/1.1\r\nHost: ${address}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      assert.ok(!answer.startsWith('HTTP/1.1 200'), `${verb}: ${answer.slice(0, 80)}`);
    }
    assert.equal((await get(address, '/')).status, 401);
  });

  test('two thousand connections that are dropped at any point do no harm', async () => {
    const Cookie = await cookie();
    const head = `GET /ws HTTP/1.1\r\nHost: ${daemon.listen}\r\nOrigin: http://${daemon.listen}\r\nCookie: ${Cookie}\r\n`
      + 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: agentd.v1\r\n'
      + 'Sec-WebSocket-Key: c2l4dGVlbiBieXRlcyBvaw==\r\n\r\n';
    const one = (n) => new Promise((done) => {
      const socket = net.connect(port(daemon.listen), '127.0.0.1');
      socket.on('error', () => {});
      socket.on('close', done);
      socket.on('connect', () => socket.write(head.slice(0, n * 7 % (head.length + 1)), () => {
        if (n % 3 === 0) socket.destroy(); // at once, or after an answer has begun, or by a reset
        else if (n % 3 === 1) socket.resetAndDestroy();
        else socket.end();
      }));
      socket.on('data', () => socket.destroy());
    });
    for (let n = 0; n < 2000; n += 50) await Promise.all(Array.from({ length: 50 }, (_, i) => one(n + i)));
    await works(daemon, cookie);
  });

  test('five hundred connections that say nothing take no file descriptor from the daemon\'s work', async () => {
    const silent = await Promise.all(Array.from({ length: 500 }, () => open(daemon.listen)));
    try {
      assert.ok((await daemon.call('status')).pid);
      const count = daemon.descriptors();
      assert.ok(count < 350, `${count} file descriptors`);
    } finally {
      for (const socket of silent) socket.destroy();
    }
    await until(() => works(daemon, cookie).then(() => true, () => false), 'its work as before');
  });

  test('binary, broken and endless frames close that connection only', async () => {
    const bad = [
      (socket) => socket.frame(2, Buffer.from('binary')),
      (socket) => socket.frame(1, Buffer.from([0xff, 0xfe, 0x00])), // no UTF-8
      (socket) => socket.frame(7, Buffer.from('no such opcode')),
      (socket) => socket.write(Buffer.from([0x81, 0x05, 1, 2, 3, 4, 5])), // unmasked
      (socket) => { for (let i = 0; i < 200; i++) socket.frame(i ? 0 : 1, Buffer.alloc(65000, 'x'), false); },
    ];
    for (const [i, send] of bad.entries()) {
      const socket = await new WebSocket().open(daemon.listen, await cookie());
      send(socket);
      const said = await socket.text().catch(() => 'closed');
      assert.match(said, /"error"|^closed$/, `number ${i}`);
      socket.destroy();
    }
    const endless = await new WebSocket().open(daemon.listen, await cookie());
    endless.write(Buffer.from([0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0])); // 2^63 bytes
    await works(daemon, cookie);
    endless.destroy();
    await works(daemon, cookie);
  });

  test('what is no request is answered with an error, and the next request is heard', async () => {
    const socket = await new WebSocket().open(daemon.listen, await cookie());
    for (const [message, code] of [['{', -32700], ['"text"', -32600], ['[]', -32600], ['{"jsonrpc":"2.0","id":1}', -32600],
      ['{"jsonrpc":"2.0","id":1,"method":"no.such"}', -32601], ['{"jsonrpc":"2.0","id":1,"method":"task.show"}', -32602],
      [`${'['.repeat(100000)}`, -32700]]) {
      socket.send(message);
      assert.equal(JSON.parse(await socket.text()).error?.code, code, message.slice(0, 50));
    }
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'shutdown' })); // an operator may not
    assert.equal(JSON.parse(await socket.text()).error.data.error, 'denied');
    socket.send(COMMANDS);
    assert.match(await socket.text(), /"result"/);
    socket.destroy();
  });

  test('who reads too slowly is dropped, and the others are not', async () => {
    const slow = await new WebSocket().open(daemon.listen, await cookie());
    slow.pause();
    await daemon.call('clipboard.set', { text: 'a megabyte '.repeat(95000) });
    for (let i = 0; i < 100; i++) slow.send(JSON.stringify({ jsonrpc: '2.0', id: i, method: 'clipboard.get' }));
    await until(() => /reads too slowly/.test(daemon.log()), 'the drop', 60);
    await works(daemon, cookie);
    slow.resume();
    await slow.closed;
  });
}
