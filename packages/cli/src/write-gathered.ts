import { type Gathered, type Written, writeArtifact } from '@codegenie/coordinator'
import { renderedFiles } from './rendered-files.ts'
import type { Settings } from './settings.ts'
import { findSkills } from './skills.ts'
import type { Terminal } from './terminal.ts'

/** Writes the artifact with all that is made of it. `looked`: absolute paths of what else the files depend on. */
export async function writeGathered(
  { root, found, out }: Settings,
  gathered: Gathered,
  { env, say }: Pick<Terminal, 'env' | 'say'>,
): Promise<{ readonly written: Written; readonly looked: readonly string[] }> {
  const { skills, looked } = await findSkills(root, found, env, say)
  const written = writeArtifact(out.directory, gathered, {
    ...(out.isInside ? { inside: root } : {}),
    further: renderedFiles(gathered, skills),
  })
  return { written, looked }
}
