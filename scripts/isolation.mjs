// Traces gathers of whole repositories, cold and again: no child process, no connection, and nothing opened outside of the repository, the
// cache and the installation.
//
//   node scripts/run.mjs node scripts/isolation.mjs [DIR…]
//
// Each DIR is a repository, or holds some; without one the fixtures of this repository. Needs strace; says SKIPPED and succeeds without.
// Exit status 1 when there is a finding.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { root } from './pnpm.mjs'

const CALLS = 'execve,execveat,fork,vfork,clone,clone3,socket,socketpair,connect,bind,listen,openat,openat2,open,creat'
/** What Node itself opens: libraries, the settings of the system, what the kernel tells of the machine and of the process. */
const SYSTEM = [
  '/lib',
  '/lib64',
  '/usr',
  '/etc/ld.so.cache',
  '/etc/ssl',
  '/proc',
  '/sys',
  '/dev',
  '/etc/localtime',
  '/etc/nsswitch.conf',
  '/etc/passwd',
]

const isBelow = (path, folders) => folders.some((folder) => path === folder || path.startsWith(`${folder}/`))

function repositories(places) {
  const isRepository = (dir) => existsSync(join(dir, '.git')) || existsSync(join(dir, 'package.json'))
  return places.flatMap((place) =>
    isRepository(place)
      ? [place]
      : readdirSync(place, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [join(place, entry.name)] : [])),
  )
}

function findings(trace, allowed) {
  const found = []
  let executed = 0
  for (const line of trace.split('\n')) {
    const [, call, args, result] = /^\d+\s+(\w+)\((.*)\)\s+= (-?\d+.*)$/.exec(line) ?? []
    if (call === undefined || result.startsWith('-1')) continue
    if (call === 'execve' || call === 'execveat') {
      if (++executed > 1) found.push(line)
    } else if (/^(?:clone3?|v?fork)$/.test(call)) {
      if (!args.includes('CLONE_THREAD')) found.push(line)
    } else if (/^open|^creat/.test(call)) {
      const path = /^\d+<(.*)>$/.exec(result)?.[1] ?? ''
      if (!isBelow(path, [...SYSTEM, ...allowed]) && !/^(?:pipe|anon_inode|socket):/.test(path)) found.push(line)
    } else found.push(line)
  }
  return found
}

function check(repository, work) {
  const tree = join(work, 'tree')
  rmSync(tree, { recursive: true, force: true })
  cpSync(repository, tree, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('/.codegenie') })
  const log = join(work, 'trace')
  const allowed = [
    tree,
    join(work, 'home'),
    realpathSync(join(root, 'packages/cli')),
    realpathSync(join(root, 'node_modules')),
    dirname(process.execPath),
  ]
  return ['cold', 'again'].flatMap((run) => {
    const command = [process.execPath, join(root, 'packages/cli/dist/cli.js'), 'gather', tree]
    const env = { PATH: process.env.PATH, HOME: join(work, 'home') }
    const { status } = spawnSync('strace', ['-f', '-qq', '-y', '-s', '300', '-o', log, '-e', `trace=${CALLS}`, ...command], {
      env,
      cwd: tree,
    })
    const found = findings(readFileSync(log, 'utf8'), allowed).map((line) => `${run}: ${line}`)
    return status === 0 ? found : [...found, `${run}: exit ${status}`]
  })
}

if (spawnSync('which', ['strace']).status !== 0) console.log('SKIPPED: no strace')
else {
  const places = process.argv.length > 2 ? process.argv.slice(2).map((place) => resolve(place)) : [join(root, 'fixtures')]
  const work = realpathSync(mkdtempSync(join(tmpdir(), 'codegenie-isolation-')))
  let bad = 0
  try {
    const all = repositories(places)
    for (const repository of all) {
      const found = check(existsSync(join(repository, 'repo')) ? join(repository, 'repo') : repository, work)
      for (const line of found) console.log(`${repository}: ${line}`)
      bad += found.length
    }
    console.log(`${all.length} repositories, each twice: ${bad} findings`)
    if (all.length === 0 || bad > 0) process.exitCode = 1
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
