/** What each exit code means; public. */
export const EXIT_CODES = {
  0: 'done',
  1: 'a bug, or the output could not be written',
  2: 'wrong usage or configuration, no such fact, or a path that cannot be gathered',
  3: 'partial: a probe failed, and --strict was given',
  4: 'a verification found a mismatch, check what it fails on, or doctor something bad',
  5: 'refused for safety: a path to write to is a link or no directory',
  6: '--cache-only, and a probe has no cache entry',
  130: 'interrupted (SIGINT)',
  143: 'terminated (SIGTERM)',
} as const

export type ExitCode = keyof typeof EXIT_CODES

/** `code` of every error that is not a bug -> exit code. */
const BY_ERROR = new Map<unknown, ExitCode>([
  ['stdout_closed', 0],
  ['stdout', 1],
  ['write', 1],
  ['usage', 2],
  ['config', 2],
  ['root', 2],
  ['too_many_files', 2],
  ['mismatch', 4],
  ['unsafe_output', 5],
  ['cache_miss', 6],
  ['SIGINT', 130],
  ['SIGTERM', 143],
])

/** `undefined` for what nobody expected: a bug. */
export function exitCodeOf(error: unknown): ExitCode | undefined {
  return error instanceof Error ? BY_ERROR.get((error as { code?: unknown }).code) : undefined
}
