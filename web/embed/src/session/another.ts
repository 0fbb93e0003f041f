// Writing under another name: whoever was known on this device stays so until the new one has posted.

import type { SessionAnswer } from '@parley/shared/api';
import { Problem } from '@parley/shared/problems';
import type { Session } from './session.ts';

/** Somebody in whose name calls are made. */
export interface Voice {
  as<T>(run: (bearer: string) => Promise<T>): Promise<T>;
}

export class Another implements Voice {
  #guest: SessionAnswer | null = null;

  constructor(
    readonly session: Session,
    readonly name: string,
  ) {}

  /** The same guest at every try, so that a text that has arrived already is not posted twice. */
  async as<T>(run: (bearer: string) => Promise<T>): Promise<T> {
    this.#guest ??= await this.session.openGuest(this.name);
    try {
      return await run(this.#guest.token);
    } catch (problem) {
      if (problem instanceof Problem && problem.status === 401) this.#guest = null; // too old
      throw problem;
    }
  }

  /** They have posted: the device is theirs from now on. */
  settle(): void {
    if (this.#guest) this.session.settle(this.#guest);
  }
}
