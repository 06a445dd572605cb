import type { Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { IntakeConnection, type SessionRules } from './smtp-connection.ts';
import type { SmtpDoor } from './smtp-door.ts';

/** smtp-server with our connections behind our door. */
export class IntakeServer extends SMTPServer {
  readonly rules: SessionRules;
  readonly #door: SmtpDoor;
  readonly #byId = new Map<string, IntakeConnection>();
  readonly #sockets = new Set<Socket>();
  #connected = 0;
  /** Set once it listens. */
  localAddress = '0.0.0.0';
  localPort = 0;

  constructor(options: SMTPServerOptions, rules: SessionRules, door: SmtpDoor) {
    super(options);
    this.rules = rules;
    this.#door = door;
  }

  /** Names the session; PROXY headers are not read. Without asking the kernel for the local address again each time. */
  override _handleProxy(...[, callback]: Parameters<SMTPServer['_handleProxy']>): void {
    const id = `s${(++this.#connected).toString(36)}`;
    setImmediate(callback, null, { id, localAddress: this.localAddress, localPort: this.localPort });
  }

  override connect(socket: Socket, options?: ConstructorParameters<typeof IntakeConnection>[2]): void {
    if (!this.#door.admit(socket)) return;
    const connection = new IntakeConnection(this, socket, options);
    this.connections.add(connection);
    this.#byId.set(connection.id, connection);
    this.#sockets.add(socket);
    socket.once('close', () => {
      this.#byId.delete(connection.id);
      this.#sockets.delete(socket);
    });
    connection.on('error', (error: Error) => this.emit('error', error));
    connection.init();
  }

  connectionOf(id: string): IntakeConnection | undefined {
    return this.#byId.get(id);
  }

  /** Sessions that are not closing yet. */
  sessions(): IntakeConnection[] {
    return [...this.#byId.values()].filter((connection) => !connection._closing && !connection._closed);
  }

  destroyAll(): void {
    for (const connection of this.sessions()) {
      connection.send(421, 'Service shutting down');
      connection.abandon();
    }
    for (const socket of this.#sockets) socket.destroySoon();
  }
}
