import fc from 'fast-check'

/**
 * Property tests draw the same cases in every run, so that a failure is of the change at hand. `CODEGENIE_SEED=random` draws others
 * (fast-check prints the seed of a failure), `CODEGENIE_SEED=<number>` those of that seed.
 */
const seed = process.env['CODEGENIE_SEED'] ?? '20261121'
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed) })
