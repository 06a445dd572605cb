/** A site of somebody else's on this machine, whose page does what it can to the console of whoever looks at it. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HostileSite {
  /** Another site than the console's: neither its name nor its port. */
  elsewhere: string;
  /** The console's own name at another port: cookies come along, and those that scripts may read can be read there. */
  nextDoor: string;
  /** Whatever its pages got hold of and sent home. */
  received: string[];
  stop(): Promise<void>;
}

/** What the page found out, by attempt: what came of it, and a text where one could be read. */
export type Findings = Record<string, string>;

export const startHostileSite = async (): Promise<HostileSite> => {
  const received: string[] = [];
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site.example');
    if (pathname === '/attack') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(`<!doctype html><title>Win a prize</title><body><script>${attack}</script>`);
      return;
    }
    if (pathname === '/home') received.push(await bodyOf(request));
    response.writeHead(204).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    elsewhere: `http://localhost:${port}`,
    nextDoor: `http://127.0.0.1:${port}`,
    received,
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

/**
 * The page's script: attempts one after the other against the console named in `?target=`, each given a moment. Their
 * findings are left in `window.findings`.
 */
const attack = String.raw`
(async () => {
  const target = new URLSearchParams(location.search).get('target');
  const csrf = (document.cookie.match(/alertflow_csrf=([^;]+)/) || [])[1] || 'A'.repeat(43);
  const findings = { cookie: document.cookie };
  const mute = (n) => JSON.stringify({ glob: 'hostile' + n + '@site.example', scope: 'sender' });
  const within = (ms, work) => Promise.race([work, new Promise((done) => setTimeout(() => done('nothing came'), ms))]);
  const attempt = async (name, work) => {
    try { findings[name] = String(await within(3000, work())); }
    catch (error) { findings[name] = 'failed: ' + error.name; }
  };

  const read = async (path, options) => {
    const answer = await fetch(target + path, { credentials: 'include', ...options });
    return answer.type === 'opaque' ? 'opaque' : answer.status + ' ' + (await answer.text()).slice(0, 500);
  };
  const json = { 'content-type': 'application/json' };
  for (const path of ['/api/auth/me', '/api/alerts', '/api/users', '/api/logs', '/api/health', '/metrics', '/rpc/settings/get', '/'])
    await attempt('read ' + path, () => read(path));
  await attempt('read blindly', () => read('/api/alerts', { mode: 'no-cors' }));

  await attempt('post as text', () => read('/api/mutes', { method: 'POST', mode: 'no-cors', body: mute(1), headers: { 'content-type': 'text/plain' } }));
  await attempt('post as text to rpc', () => read('/rpc/mutes/create', { method: 'POST', mode: 'no-cors', body: '{"json":' + mute(2) + '}' }));
  await attempt('post as JSON', () => read('/api/mutes', { method: 'POST', body: mute(3), headers: json }));
  await attempt('post with the token', () => read('/api/mutes', { method: 'POST', body: mute(4), headers: { ...json, 'x-alertflow-csrf': csrf } }));
  await attempt('post without a type', () => read('/api/mutes', { method: 'POST', mode: 'no-cors', body: new Blob([mute(5)]) }));
  await attempt('patch', () => read('/api/settings', { method: 'PATCH', body: '{"smtpAuthRequired":true}', headers: { ...json, 'x-alertflow-csrf': csrf } }));
  await attempt('beacon', () => navigator.sendBeacon(target + '/api/mutes', new Blob([mute(6)], { type: 'text/plain' })) && 'sent');
  await attempt('beacon as JSON', () => navigator.sendBeacon(target + '/api/mutes', new Blob([mute(7)], { type: 'application/json' })) && 'sent');
  await attempt('keepalive', () => read('/api/auth/logout', { method: 'POST', mode: 'no-cors', keepalive: true }));
  await attempt('xhr', () => new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open('POST', target + '/api/mutes');
    request.withCredentials = true;
    request.setRequestHeader('content-type', 'text/plain');
    request.onload = () => done('loaded ' + request.responseText);
    request.onerror = () => done('error');
    request.send(mute(8));
  }));

  const form = (name, path, enctype, fields) => attempt(name, () => new Promise((done) => {
    const frame = document.body.appendChild(document.createElement('iframe'));
    frame.name = 'frame of ' + name;
    const sent = document.body.appendChild(document.createElement('form'));
    Object.assign(sent, { method: 'POST', action: target + path, enctype, target: frame.name });
    for (const [field, value] of fields) {
      const input = sent.appendChild(document.createElement('input'));
      Object.assign(input, { name: field, value });
    }
    frame.onload = () => {
      try { done('loaded ' + frame.contentDocument.body.textContent); } catch (error) { done('failed: ' + error.name); }
    };
    sent.submit();
  }));
  const asText = (n) => [['{"glob":"hostile' + n + '@site.example","scope":"sender","reason":"', '"}']];
  await Promise.all([
    form('form', '/api/mutes', 'application/x-www-form-urlencoded', [['glob', 'hostile9@site.example'], ['scope', 'sender']]),
    form('form in parts', '/api/mutes', 'multipart/form-data', [['glob', 'hostile10@site.example'], ['scope', 'sender']]),
    form('form as text', '/api/mutes', 'text/plain', asText(11)),
    form('form to rpc', '/rpc/mutes/create', 'text/plain', [['{"json":{"glob":"hostile12@site.example","scope":"sender","reason":"', '"}}']]),
    form('form that signs out', '/api/auth/logout', 'application/x-www-form-urlencoded', []),
    form('form that signs in', '/api/auth/login', 'text/plain', [['{"username":"stranger","password":"a password of mine', '"}']]),
  ]);

  await attempt('event source', () => new Promise((done) => {
    const source = new EventSource(target + '/api/events', { withCredentials: true });
    source.onopen = () => done('opened');
    source.onmessage = (event) => done('message ' + event.data);
    source.onerror = () => { source.close(); done('error'); };
  }));
  for (const path of ['/api/events', '/rpc/operations/events', '/api/logs/tail', '/'])
    await attempt('socket ' + path, () => new Promise((done) => {
      const socket = new WebSocket(target.replace('http', 'ws') + path);
      socket.onopen = () => done('opened');
      socket.onmessage = (event) => done('message ' + event.data);
      socket.onerror = () => done('error');
    }));

  const embed = (name, tag, fields) => attempt(name, () => new Promise((done) => {
    const element = document.createElement(tag);
    element.onload = () => {
      if (element.contentDocument === null) return done('shut');
      try { done('loaded ' + (element.contentDocument ? element.contentDocument.body.textContent : '')); }
      catch (error) { done('failed: ' + error.name); }
    };
    element.onerror = () => done('error');
    Object.assign(element, fields);
    document.body.append(element);
  }));
  await embed('script', 'script', { src: target + '/api/alerts' });
  await embed('script of settings', 'script', { src: target + '/api/settings' });
  await embed('style', 'link', { rel: 'stylesheet', href: target + '/api/alerts' });
  await embed('picture', 'img', { src: target + '/rpc/mutes/create?data=' + encodeURIComponent('{"json":' + mute(13) + '}') });
  await embed('frame', 'iframe', { src: target + '/', name: 'the console' });
  await embed('object', 'object', { data: target + '/', type: 'text/html' });

  await attempt('window', async () => {
    const opened = window.open(target + '/#/alerts');
    if (opened === null) return 'not opened';
    await new Promise((done) => setTimeout(done, 1500));
    try { return 'read ' + opened.document.title; }
    catch (error) { return 'failed: ' + error.name; }
    finally { findings['window left'] = opened.closed ? 'let go of' : 'held, frames ' + opened.length; }
  });
  await attempt('window that changes', async () => {
    window.open(target + '/rpc/mutes/create?data=' + encodeURIComponent('{"json":' + mute(14) + '}'));
    await new Promise((done) => setTimeout(done, 500));
    return 'opened';
  });
  window.findings = findings;
})();
`;
