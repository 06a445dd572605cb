/** What every handler is given: the running engine, and who asks from where. The transport makes one for each request. */
import type { Role } from '../../../src-shared/vocabulary.ts';
import type { AppError } from '../errors.ts';
import type { Services } from '../services.ts';
import type { LoginLimit } from './login-limit.ts';
import type { Passwords } from './passwords.ts';
import type { Sessions } from './sessions.ts';

export interface Caller {
  userId: string;
  username: string;
  role: Role;
  sessionId: string;
  /** Set where a program asks with an API token: there is no session and no password then. */
  tokenId?: string | undefined;
  /** Set in the desktop's own window: the operating system has told who sits there, and there is no session either. */
  isOsUser?: true | undefined;
}

/** Made once for all requests. */
export interface ApiParts {
  services: Services;
  sessions: Sessions;
  loginLimit: LoginLimit;
  passwords: Passwords;
  liveStreams: LiveStreams;
}

/** Bounds how many live views are open, and ends them when the shell stops. */
export interface LiveStreams {
  open: number;
  stopping: AbortSignal;
}

export interface ApiContext extends ApiParts {
  caller: Caller | null;
  /** Why it cannot be told who asks: whoever needs to know meets it, what is for anyone goes on without. */
  callerFault?: AppError | undefined;
  remoteAddress: string;
  /** The request came from this very machine, through no proxy. */
  isLocal: boolean;
  /** Asked again while a long answer runs: true while the caller may still have it. */
  isStillCaller(): Promise<boolean>;
  /** Tells the transport to keep a session (cookie), or null to forget it. Nothing where it keeps none. */
  keepSession(session: { token: string } | null): void;
  /** Headers of the answer, where the transport has any. */
  resHeaders?: Headers;
}
