import { createRequire } from 'node:module'
import { compareBytes, defineProbe } from '@codegenie/core'
import { effective } from './effective.ts'
import { parseCodeowners } from './parse.ts'
import { CODEOWNERS, readers } from './platforms.ts'
import { Ownership, type Reading } from './schema.ts'

export { Ownership, Reading, Rule } from './schema.ts'

const { version } = createRequire(import.meta.url)('../package.json') as { version: string }

/** Who owns which files, by CODEOWNERS. */
export default defineProbe({
  name: 'ownership',
  slice: 'ownership',
  version,
  schema: Ownership,
  inputs: { reads: CODEOWNERS, lists: ['**/*'] },
  async run({ match, paths, text, warn, signal }) {
    const present = CODEOWNERS.flatMap((path) => match(path))
    const texts = new Map<string, string>()
    for (const path of present) {
      const content = await text(path)
      if (content?.includes('\0')) warn({ code: 'ownership.not_text', path, message: 'expected text, found zero bytes' })
      else if (content !== undefined) texts.set(path, content)
    }
    const readings: Reading[] = []
    const evidence: Record<string, string> = {}
    for (const { platform, path } of readers(paths, texts)) {
      const parsed = parseCodeowners(texts.get(path) ?? '', platform)
      for (const { code, message } of parsed.problems) warn({ code: `ownership.${code}`, path, message })
      const { files, owners, owned } = await effective(parsed, paths, platform, signal)
      const at = `readings.${readings.length}`
      evidence[at] = path
      for (const [i, { line }] of parsed.rules.entries()) evidence[`${at}.rules.${i}`] = `${path}:${line}`
      readings.push({
        platform,
        path,
        rules: parsed.rules.map(({ line, section, pattern, owners, isExclusion }, i) => ({
          line,
          section,
          pattern: isExclusion ? `!${pattern}` : pattern,
          owners: [...owners],
          files: files[i] ?? 0,
        })),
        sections: parsed.sections.map(({ name, optional, approvals }) => ({ name, optional, approvals })),
        owners: [...owners].map(([owner, count]) => ({ owner, files: count })).sort((a, b) => compareBytes(a.owner, b.owner)),
        owned_files: owned,
        unowned_files: paths.length - owned,
      })
    }
    const used = new Set(readings.map(({ path }) => path))
    const unused = present.filter((path) => !used.has(path)).sort(compareBytes)
    for (const [i, path] of unused.entries()) evidence[`unused.${i}`] = path
    return { slice: { readings, unused }, evidence }
  },
})
