// Errors of the service as the browser sees them: problem+json, or no answer at all.

export class Problem extends Error {
  /** `status` 0 and code `offline` mean that no answer came; `wait` is in seconds. */
  constructor(
    readonly status: number,
    readonly code: string,
    readonly body: Readonly<Record<string, unknown>> = {},
    readonly wait = 0,
  ) {
    super(code);
  }
}
