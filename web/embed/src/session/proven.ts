// Under attack the service asks browsers for a second of work before it takes anything.

import { Problem } from '@parley/shared/problems';

/** Runs; where work is asked for, does it and runs once more. Throws Problem. */
export async function proven<T>(run: (proof?: string) => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.code !== 'challenge_required') throw problem;
    const { solve } = await import('./puzzle.ts');
    return run(await solve(String(problem.body.puzzle), Number(problem.body.bits)));
  }
}
