import { z } from 'zod'

const Text = z.string()

export const VersionStatement = z.strictObject({
  tool: z.enum(['node', 'npm', 'pnpm', 'yarn', 'bun']),
  value: Text.meta({ description: 'As a range of npm: `18`, `>=20.9`, `18 || 20`' }),
  at: Text,
})
export type VersionStatement = z.infer<typeof VersionStatement>

export const DocumentedCommand = z.strictObject({
  run: Text.meta({ description: 'As it is written' }),
  manager: z.enum(['npm', 'pnpm', 'yarn', 'bun']),
  script: Text.nullable().meta({ description: 'The script that it asks for; null: it installs what the project depends on' }),
  at: Text,
})
export type DocumentedCommand = z.infer<typeof DocumentedCommand>

export const Documentation = z.strictObject({
  files: z.array(Text).meta({ description: 'Documents for those who work on the repository, people or agents' }),
  versions: z.array(VersionStatement).meta({ description: 'In the order of the documents' }),
  commands: z.array(DocumentedCommand).meta({ description: 'Each line once, in the order of the documents' }),
})
export type Documentation = z.infer<typeof Documentation>
