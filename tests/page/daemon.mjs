// The real agentd on this desktop, with a state folder, a socket and a policy of its own; and applications.
import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import readline from 'node:readline';
import { promisify } from 'node:util';

import { until } from './harness.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');
const BUILD = process.env.AGENTD_BUILD ?? path.join(ROOT, 'build');
const SANITIZED = /AddressSanitizer|LeakSanitizer|ThreadSanitizer|runtime error:/;
const run = promisify(execFile);

// Asks before a press on what is named here; allows the rest.
const POLICY = `return policy { name = "page-test", check = function(action)
  local name = action.element and action.element.name or ""
  if action.kind == "click" and name:find("Copy") then return "ask", "copying may take long" end
  if action.kind == "key" then return "ask", "keys may do anything" end
  return "allow"
end }
`;

export class Daemon {
  // With this model server; null: the embedded planner and the policy that it has by default.
  async start(model) {
    this.place = fs.mkdtempSync(path.join(os.tmpdir(), 'agentd-page-'));
    this.socket = path.join(this.place, 's');
    this.logPath = path.join(this.place, 'log');
    fs.writeFileSync(path.join(this.place, 'policy.lua'), POLICY);
    fs.writeFileSync(path.join(this.place, 'config.lua'), model
      ? `model "scripted" { url = "${model.url}", name = "scripted", dialect = "native" }\n` : '');
    const scripted = model ? ['--policy', path.join(this.place, 'policy.lua'), '--model', 'scripted'] : [];
    const log = fs.openSync(this.logPath, 'a');
    this.process = spawn(path.join(BUILD, 'bin/agentd'), ['--display', process.env.DISPLAY, '--listen', '127.0.0.1:0',
      '--state', path.join(this.place, 'state'), '--socket', this.socket, '--config', path.join(this.place, 'config.lua'),
      ...scripted], { stdio: ['ignore', log, log] });
    fs.closeSync(log);
    this.ended = new Promise((end) => { this.process.on('exit', (code, signal) => end(signal ?? code)); });
    await until(() => fs.existsSync(this.socket) || this.process.exitCode !== null, "agentd's socket");
    if (this.process.exitCode !== null) throw new Error(`agentd ended: ${this.log()}`);
    this.listen = (await this.call('status')).listen;
    return this;
  }

  log() {
    return fs.readFileSync(this.logPath, 'utf8');
  }

  descriptors() {
    return fs.readdirSync(`/proc/${this.process.pid}/fd`).length;
  }

  // One command over the Unix socket, on a connection of its own.
  async call(method, params = {}) {
    const socket = net.connect(this.socket);
    try {
      socket.on('error', () => {});
      socket.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })}\n`);
      for await (const line of readline.createInterface({ input: socket })) {
        const { result, error } = JSON.parse(line);
        if (error) throw new Error(`${method}: ${error.message}`);
        return result;
      }
      throw new Error(`${method}: the daemon closed the connection`);
    } finally {
      socket.destroy();
    }
  }

  // What `agentctl web` prints.
  async link() {
    const { stdout } = await run(path.join(BUILD, 'bin/agentctl'), ['--socket', this.socket, 'web'],
      { env: { ...process.env, BROWSER: '/bin/false' } });
    return /http:\/\/\S+/.exec(stdout)[0];
  }

  // The element of this role and name, once it is on the screen.
  element(name, role = 'button') {
    return until(async () => {
      const { elements } = await this.call('screen.elements');
      return elements.find((one) => one.role === role && one.name?.includes(name));
    }, `a ${role} '${name}' on the screen`, 40);
  }

  async stop() {
    this.process.kill('SIGTERM');
    const how = await this.ended;
    const log = this.log();
    fs.rmSync(this.place, { recursive: true, force: true });
    if (how !== 0 || SANITIZED.test(log)) throw new Error(`agentd ended with ${how}:\n${log.slice(-4000)}`);
  }
}

// A middle of an element's box in the native dialect's thousandths.
export function middle({ box: [x, y, w, h] }, screen = [1280, 800]) {
  return { x: (x + w / 2) * 1000 / screen[0], y: (y + h / 2) * 1000 / screen[1] };
}

// A GTK dialog with two buttons; result is its exit status: 0 for Copy, 1 for Later.
export function dialog(title) {
  const child = spawn('zenity', ['--question', '--title', title, '--text', 'Copy all files now?', '--ok-label', 'Copy',
    '--cancel-label', 'Later'], { stdio: 'ignore' });
  child.result = new Promise((end) => { child.on('exit', (code) => end(code)); });
  return child;
}
