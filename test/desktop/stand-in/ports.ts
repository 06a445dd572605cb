/** MessageChannelMain: messages wait until `start`, a port that was handed over is dead here. */
import { onCommand, report } from './control.ts';
import { KnownEmitter, needReady, StandInError, strict } from './strict.ts';

interface Side {
  deliver(data: unknown): void;
  closed(): void;
}

export class MessagePortMain extends KnownEmitter {
  peer: Side | null = null;
  #isStarted = false;
  #isClosed = false;
  #isTransferred = false;
  #waiting: unknown[] = [];

  constructor() {
    super('MessagePortMain', ['message', 'close']);
  }

  postMessage(message: unknown, transfer: unknown[] = []): void {
    if (this.#isTransferred) throw new StandInError('this port was handed over');
    if (transfer.length > 0) throw new StandInError('ports inside port messages are not stood in for');
    const copy: unknown = structuredClone(message);
    if (!this.#isClosed) this.peer?.deliver(copy);
  }

  start(): void {
    if (this.#isTransferred) throw new StandInError('this port was handed over');
    this.#isStarted = true;
    for (const data of this.#waiting.splice(0)) this.#emitMessage(data);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.peer?.closed();
    setImmediate(() => this.emit('close'));
  }

  /** From the other side. */
  deliver(data: unknown): void {
    if (this.#isClosed) return;
    if (!this.#isStarted) this.#waiting.push(data);
    else setImmediate(() => this.#emitMessage(data));
  }

  closed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    setImmediate(() => this.emit('close'));
  }

  #emitMessage(data: unknown): void {
    if (!this.#isClosed) this.emit('message', { data, ports: [] });
  }

  handOver(): void {
    if (this.#isTransferred) throw new StandInError('this port was handed over already');
    this.#isTransferred = true;
  }
}

export class MessageChannelMain {
  readonly port1: MessagePortMain;
  readonly port2: MessagePortMain;

  constructor() {
    needReady('MessageChannelMain');
    const port1 = new MessagePortMain();
    const port2 = new MessagePortMain();
    port1.peer = port2;
    port2.peer = port1;
    this.port1 = strict('MessagePortMain', port1);
    this.port2 = strict('MessagePortMain', port2);
    originals.set(this.port1, port1);
    originals.set(this.port2, port2);
  }
}

const originals = new WeakMap<object, MessagePortMain>();
const outside = new Map<number, MessagePortMain>();
let lastId = 0;

/** Hands a port to a page: the test carries its messages from here on. Answers its number. */
export const sendOutside = (port: unknown): number => {
  const original = typeof port === 'object' && port !== null ? originals.get(port) : undefined;
  if (original === undefined) throw new StandInError('only ports can be handed over');
  original.handOver();
  const near = original.peer;
  if (!(near instanceof MessagePortMain)) throw new StandInError('this port has no other side here');
  const id = ++lastId;
  outside.set(id, near);
  near.peer = {
    deliver: (data) => report({ kind: 'port-message', port: id, data }),
    closed: () => {
      outside.delete(id);
      report({ kind: 'port-closed', port: id });
    },
  };
  return id;
};

onCommand('port-message', ({ port, data }) => outside.get(Number(port))?.deliver(data));
onCommand('port-close', ({ port }) => {
  const near = outside.get(Number(port));
  outside.delete(Number(port));
  near?.closed();
});
