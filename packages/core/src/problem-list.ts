import type { Problem } from './path-index.ts'

/** Problems of one walk, bounded: a tree of 100,000 FIFOs makes no report of 100,000 lines. */
export interface ProblemList {
  add(code: string, message: string, path: string): void
  all(): readonly Problem[]
}

const MAX_PER_CODE = 100

/** Keeps the first hundred of each code, and says how many more there were. */
export function problemList(): ProblemList {
  const kept: Problem[] = []
  const counts = new Map<string, number>()
  return {
    add(code, message, path) {
      const count = (counts.get(code) ?? 0) + 1
      counts.set(code, count)
      if (count <= MAX_PER_CODE) kept.push({ code, message, path })
    },
    all() {
      const beyond = [...counts].filter(([, count]) => count > MAX_PER_CODE)
      const summaries = beyond.map(([code, count]) => ({ code, message: `${count - MAX_PER_CODE} more of these`, path: '.' }))
      return [...kept, ...summaries]
    },
  }
}
