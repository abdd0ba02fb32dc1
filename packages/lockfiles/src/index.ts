export { type Counts, countPackages, distinctPackages } from './count.ts'
export type * from './lockfile.ts'
export { type Hint, parse } from './parse.ts'
