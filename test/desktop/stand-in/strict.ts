/** What makes the stand-in as strict as the real thing: unknown names, wrong moments and wrong options are errors. */
import { EventEmitter } from 'node:events';

let isReady = false;
export const becomeReady = (): void => {
  isReady = true;
};
export const readyNow = (): boolean => isReady;

export class StandInError extends Error {
  constructor(message: string) {
    super(`electron stand-in: ${message}`);
    this.name = 'StandInError';
  }
}

export const needReady = (what: string): void => {
  if (!isReady) throw new StandInError(`${what} before the app is ready`);
};
export const needNotReady = (what: string): void => {
  if (isReady) throw new StandInError(`${what} after the app is ready`);
};

/** Asking for a name that is not there is an error, as calling it would be. */
export const strict = <T extends object>(name: string, target: T): T =>
  new Proxy(target, {
    get(object, key, receiver) {
      if (typeof key === 'string' && !(key in object) && key !== 'then' && key !== 'toJSON') {
        throw new StandInError(`${name}.${key} is not known`);
      }
      const value: unknown = Reflect.get(object, key, receiver === undefined ? object : object);
      return typeof value === 'function' && !isClass(value) ? value.bind(object) : value;
    },
  });

const isClass = (value: object): boolean => /^class\b/.test(Function.prototype.toString.call(value));

/** An emitter that takes listeners for known events only. */
export class KnownEmitter extends EventEmitter {
  readonly #name: string;
  readonly #known: ReadonlySet<string>;

  constructor(name: string, known: readonly string[]) {
    super();
    this.#name = name;
    this.#known = new Set(known);
    const refuse = (event: string | symbol): void => {
      if (typeof event !== 'string' || (!this.#known.has(event) && event !== 'newListener')) {
        throw new StandInError(`${this.#name} has no event ${String(event)}`);
      }
    };
    super.on('newListener', refuse);
  }
}

export const needKeys = (what: string, given: object, known: readonly string[]): void => {
  for (const key of Object.keys(given)) {
    if (!known.includes(key)) throw new StandInError(`${what} has no option ${key}`);
  }
};

/** As Electron's events: a listener may prevent what comes by default. */
export const preventable = <T extends object>(details: T) => {
  const event = {
    ...details,
    defaultPrevented: false,
    preventDefault() {
      event.defaultPrevented = true;
    },
  };
  return event;
};
