import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Environment without what slows every Node process down on some machines, and would flatten each ratio. */
export const cleanEnv = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(NODE_OPTIONS|NODE_EXTRA_CA_CERTS|npm_)/.test(name)),
)

/** One whole process: wall and CPU (user + system) in milliseconds. Throws when it does not exit with 0. */
export function measure([command, ...args], options = {}) {
  const begin = process.hrtime.bigint()
  const run = spawnSync('bash', ['-c', 'TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>"$ERRORS"', 'bash', command, ...args], {
    encoding: 'utf8',
    ...options,
    env: { ...cleanEnv, ERRORS: '/dev/null', ...options.env },
  })
  const wall = Number(process.hrtime.bigint() - begin) / 1e6
  if (run.status !== 0) throw new Error(`${command} ${args.join(' ')}: exit ${run.status}`)
  const [user, system] = run.stderr.trim().split(/\s+/).map(Number)
  return { wall, cpu: (user + system) * 1000 }
}

/** Peak memory of one process of Node in MB, from a run of its own. */
export function peakMemory([, ...args], directory) {
  const file = join(directory, 'peak')
  const hook = join(import.meta.dirname, 'peak.cjs')
  const run = spawnSync(process.execPath, ['--require', hook, ...args], { stdio: 'ignore', env: { ...cleanEnv, PEAK: file } })
  if (run.status !== 0) throw new Error(`${args.join(' ')}: exit ${run.status}`)
  return Number(readFileSync(file, 'utf8')) / 1024
}

/** Runs every job in turn, `runs` times after one warm-up, so that a slow moment of the machine meets all of them. */
export function rounds(jobs, runs) {
  const samples = new Map(jobs.map(({ name }) => [name, []]))
  for (let round = -1; round < runs; round++) {
    for (const { name, command, before, options } of jobs) {
      before?.()
      const sample = measure(command, options)
      if (round >= 0) samples.get(name).push(sample)
    }
  }
  return new Map(
    [...samples].map(([name, all]) => [name, { wall: median(all.map(({ wall }) => wall)), cpu: median(all.map(({ cpu }) => cpu)) }]),
  )
}

export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Name, wall, CPU, the ratio of each to the anchor of the same run, and peak memory where it was measured, as a Markdown table. */
export function table(title, results, anchor) {
  const base = results.get(anchor)
  const rows = [...results].map(
    ([name, { wall, cpu, peak }]) =>
      `| ${name} | ${wall.toFixed(0)} | ${cpu.toFixed(0)} | ${(wall / base.wall).toFixed(2)} | ${(cpu / base.cpu).toFixed(2)} | ${peak?.toFixed(0) ?? ''} |`,
  )
  const head = `| | wall ms | CPU ms | wall / ${anchor} | CPU / ${anchor} | peak MB |`
  return [`### ${title}`, '', head, '|---|---|---|---|---|---|', ...rows, ''].join('\n')
}
