// What care costs where nothing has changed: a state file that is judged before it is read, its checksum, and a look at the artifact itself.
//   node scripts/run.mjs exec vitest bench --run bench/safety.bench.ts
import { lstatSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, bench, describe } from 'vitest'
import { readRegularFile } from '../packages/cli/src/regular-file.ts'
import { COLUMNS, decodeSnapshot, encodeSnapshot } from '../packages/cli/src/state-format.ts'

const DIRECTORIES = 4500
const directory = mkdtempSync(join(tmpdir(), 'codegenie-safety-'))
const paths = Array.from({ length: DIRECTORIES }, (_, i) => `packages/p${i >> 4}/src/d${i}`)
const about = { key: '["1.0.0"]', directory: '.codegenie', root: directory, absent: ['.gitignore', '.git/HEAD'] }
const bytes = encodeSnapshot({ ...about, paths, numbers: new Float64Array(DIRECTORIES * COLUMNS) })
const file = join(directory, 'state')
writeFileSync(file, bytes)
afterAll(() => rmSync(directory, { recursive: true }))
const artifact = ['yaml', 'json', 'md', 'views', 'conflicts', 'raw'].map((name) => join(directory, name))
for (const path of artifact) writeFileSync(path, '')

describe('an unchanged gather of 4,500 directories', () => {
  bench('reads its state', () => void readFileSync(file))
  bench('reads its state, once it is a regular file', () => void readRegularFile(file))
  bench('takes it apart, its checksum included', () => void decodeSnapshot(bytes))
  bench('looks at the artifact', () => {
    for (const path of artifact) lstatSync(path)
  })
})
