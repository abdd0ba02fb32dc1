import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The repository, an absolute path with a slash at its end. */
export const root = fileURLToPath(new URL('..', import.meta.url))

export const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))

/**
 * Runs a command to its end; signals that this process gets are passed on to it.
 * @param {(pid: number) => void} [started] is told the process id
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null }>}
 */
export function run(command, args, options, started = () => {}) {
  const child = spawn(command, args, { cwd: root, ...options })
  if (child.pid) started(child.pid)
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  const passOn = (signal) => child.kill(signal)
  for (const signal of signals) process.on(signal, passOn)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      for (const name of signals) process.off(name, passOn)
      resolve({ code, signal })
    })
  })
}

/** Runs the pnpm that package.json pins, through npx, which also puts it on PATH for its children: turbo needs it there. */
export function pnpm(args, options, started) {
  const version = manifest.packageManager.split('+')[0]
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' }
  return run('npx', ['--yes', version, ...args], { env, shell: process.platform === 'win32', ...options }, started)
}
