import { z } from 'zod'

const Count = z.int().nonnegative()

export const Monorepo = z
  .strictObject({
    root: z.string().meta({ description: 'Directory of the workspace root; `.` is the repository' }),
    tools: z.array(z.string()).meta({ description: 'What defines the workspaces and what runs tasks on them, sorted' }),
    workspace_globs: z.array(z.string()).meta({ description: 'As declared, in this order: it decides what a negated glob takes out' }),
    packages: Count.meta({ description: 'Packages that the globs select, without the root' }),
  })
  .meta({ description: 'The workspaces of the repository; those nearest to its root where there are several' })

export const FrameworkUse = z.strictObject({
  name: z.string(),
  role: z.string().meta({
    description: 'What it is for: server, meta (a framework of frameworks), ui, mobile, desktop, api, data, cli, docs, styling, worker',
  }),
  version_range: z.string().meta({ description: 'As it stands in the package.json' }),
  version: z
    .string()
    .nullable()
    .meta({ description: 'What the lockfile has for it; null where none speaks of this package.json, or it is a member of the workspace' }),
  where: z.string().meta({ description: 'Path of the package.json' }),
})

export const LanguageStack = z.strictObject({
  primary: z.string().nullable().meta({ description: 'Programming language of most source files' }),
  secondary: z
    .array(z.string())
    .meta({ description: 'Other programming languages that at least one source file in fifty is written in, sorted' }),
  files: z.record(z.string(), Count).meta({ description: 'Language -> number of all its files' }),
  test_files: Count.meta({ description: 'Files named *.test.* or *.spec.*, or below __tests__, in JavaScript or TypeScript' }),
  monorepo: Monorepo.nullable(),
  frameworks: z.array(FrameworkUse).meta({ description: 'Sorted by where and name' }),
})
export type LanguageStack = z.infer<typeof LanguageStack>
