// What our packages bring to who installs them, all the way down, and under which license. Exit status 1 when one is not in the list.
//
//   node scripts/run.mjs exec node scripts/licenses.mjs
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './pnpm.mjs'
import { packages } from './setup.mjs'

const ALLOWED = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD', 'PSF-2.0']
const readManifest = (directory) => JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'))

/** Where Node finds a package from a directory. */
function find(name, from) {
  for (let at = from; ; at = dirname(at)) {
    const place = join(at, 'node_modules', name)
    if (existsSync(join(place, 'package.json'))) return realpathSync(place)
    if (at === dirname(at)) return undefined
  }
}

const found = new Map()
const queue = packages().map((directory) => root + directory)
for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
  const { name, version, license, private: isPrivate, dependencies = {}, peerDependencies = {} } = readManifest(at)
  if (isPrivate || found.has(`${name}@${version}`)) continue
  found.set(`${name}@${version}`, license)
  for (const needed of Object.keys({ ...dependencies, ...peerDependencies })) {
    const place = find(needed, at)
    if (place) queue.push(place)
  }
}
for (const [name, license] of [...found].sort()) {
  const isAllowed = ALLOWED.includes(license)
  console.log(`${isAllowed ? '' : 'NOT ALLOWED '}${name}: ${license ?? 'no license'}`)
  if (!isAllowed) process.exitCode = 1
}
