// One command from a fresh clone, with Node and npm alone: does the set-up that a job needs, then the job.
//
//   node scripts/run.mjs cli [args]          the command line as built, in the caller's directory    npm start -- args
//   node scripts/run.mjs test [args]         vitest                                                  npm test -- args
//   node scripts/run.mjs node FILE [args]    a script of this repository
//   node scripts/run.mjs exec TOOL [args]    a tool of this repository, without a build
//   node scripts/run.mjs pnpm [args]         the pinned pnpm, without any set-up: `pnpm install` after a change of dependencies
//
// Set-up writes to stderr; stdin, stdout and the exit status are the job's own. npm writes a banner to stdout before any
// script, whatever the script does: where stdout is read by a program say `npm start --silent -- gather . --json`.
import { manifest, pnpm, root, run } from './pnpm.mjs'
import { ensure } from './setup.mjs'

const jobs = {
  cli: { needs: ['install', 'build'], start: (args) => node([`${root}packages/cli/dist/cli.js`, ...orHelp(args)], callersDirectory()) },
  test: { needs: ['install', 'build'], start: (args) => node([`${root}node_modules/vitest/vitest.mjs`, 'run', ...args]) },
  node: { needs: ['install', 'build'], start: (args) => node(args) },
  exec: { needs: ['install'], start: (args) => pnpm(['exec', ...args], { stdio: 'inherit' }) },
  pnpm: { needs: [], start: (args) => pnpm(args, { stdio: 'inherit' }) },
}

const node = (args, cwd = root) => run(process.execPath, args, { stdio: 'inherit', cwd })
const orHelp = (args) => (args.length > 0 ? args : ['--help'])

/** npm runs scripts in the repository, but a relative path on the command line is meant from where npm was called. */
function callersDirectory() {
  const calledByNpm = process.env.npm_package_json === `${root}package.json`
  return (calledByNpm && process.env.INIT_CWD) || process.cwd()
}

/** Is this Node in a range of the form `^20.19.0 || >=22.12.0`? */
function isSupported(version, ranges) {
  const numbers = (text) => text.match(/\d+/g).map(Number)
  const [major, minor, patch] = numbers(version)
  return ranges.split('||').some((range) => {
    const [wantMajor, wantMinor, wantPatch] = numbers(range)
    if (major !== wantMajor) return major > wantMajor && range.includes('>=')
    return minor > wantMinor || (minor === wantMinor && patch >= wantPatch)
  })
}

async function main([name, ...args]) {
  if (!isSupported(process.versions.node, manifest.engines.node)) {
    throw new Error(`this is Node ${process.versions.node}; codegenie needs ${manifest.engines.node}: install one from https://nodejs.org`)
  }
  const job = Object.hasOwn(jobs, name ?? '') ? jobs[name] : undefined
  if (!job) throw new Error(`usage: node scripts/run.mjs ${Object.keys(jobs).join('|')} [args]`)
  for (const step of job.needs) await ensure(step)
  return job.start(args)
}

function exitAs({ code, signal }) {
  if (signal) process.kill(process.pid, signal)
  else process.exitCode = code ?? 1
}

main(process.argv.slice(2)).then(exitAs, (error) => {
  process.stderr.write(`codegenie: ${error.message}\n`)
  exitAs(error.end ?? { code: 1, signal: null })
})
