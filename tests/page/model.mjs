// An OpenAI-compatible server that answers what the test says, in the native dialect.
import http from 'node:http';

export class Model {
  async start() {
    this.answers = []; // [name, arguments] each; a function of nothing that gives one; the last is repeated
    this.asked = 0;
    this.held = [];
    this.server = http.createServer((request, response) => this.handle(request, response));
    await new Promise((ready) => this.server.listen(0, '127.0.0.1', ready));
    this.url = `http://127.0.0.1:${this.server.address().port}/v1`;
    return this;
  }

  say(...answers) {
    this.answers = answers;
    this.asked = 0;
    this.release();
  }

  // Lets go of requests that WAIT held.
  release() {
    for (const response of this.held.splice(0)) response.destroy();
  }

  async handle(request, response) {
    for await (const chunk of request) void chunk;
    const answer = this.answers[Math.min(this.asked++, this.answers.length - 1)];
    if (answer === Model.WAIT) {
      this.held.push(response);
      return;
    }
    const [name, args, thought] = typeof answer === 'function' ? await answer() : answer;
    const call = { index: 0, id: `call_${this.asked}`, type: 'function', function: { name, arguments: JSON.stringify(args) } };
    const piece = (delta, finish) => `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(piece({ role: 'assistant', content: thought ?? 'Now the next thing.' }, null));
    response.write(piece({ tool_calls: [call] }, null));
    response.end(`${piece({}, 'tool_calls')}data: [DONE]\n\n`);
  }

  stop() {
    this.release();
    this.server.closeAllConnections();
    this.server.close();
  }
}
Model.WAIT = Symbol('no answer until it is let go');
