import { setImmediate } from 'node:timers/promises'
import { bundlers } from '@codegenie/catalogs/bundlers'
import { testTools } from '@codegenie/catalogs/test-tools'
import { compareBytes, defineProbe } from '@codegenie/core'
import ci from '@codegenie/probe-ci'
import { MANAGER_LISTS, MANAGER_READS, WORKSPACE_LISTS, WORKSPACE_READS } from '@codegenie/workspaces'
import pkg from '../package.json' with { type: 'json' }
import { bundlerFacts } from './bundler-facts.ts'
import { ciProof } from './ci-proof.ts'
import { commandFacts } from './command-facts.ts'
import { findTypeScript } from './find-typescript.ts'
import { managerFacts } from './manager-facts.ts'
import { nodeFacts } from './node-facts.ts'
import { NODE_READS } from './node-sources.ts'
import { NX_READS } from './nx-targets.ts'
import { type Context, findProjects } from './projects.ts'
import { BuildSystem } from './schema.ts'
import { TASK_READS } from './task-files.ts'
import { TASK_GRAPH_READS } from './task-graph.ts'
import { SCRIPT_FILES } from './test-files.ts'
import { TSCONFIG_READS } from './tsconfig.ts'

export { BuildSystem, Command } from './schema.ts'

const data = { bundlers, testTools }

export default defineProbe({
  name: 'node_build_system',
  slice: 'build_system',
  version: pkg.version,
  schema: BuildSystem,
  budget: { ms: 1000, mb: 50 },
  inputs: {
    reads: [
      ...WORKSPACE_READS,
      ...MANAGER_READS,
      ...NODE_READS,
      ...NX_READS,
      ...TASK_READS,
      ...TASK_GRAPH_READS,
      ...TSCONFIG_READS,
      ...bundlers.configGlobs,
    ],
    lists: [...WORKSPACE_LISTS, ...MANAGER_LISTS, SCRIPT_FILES, '**/jest.config.json', '**/server.js'],
    data,
  },
  needs: [ci],
  async run(ctx) {
    const projects = await findProjects(ctx)
    // Timeouts and siblings get their turn between the parts; a probe that was given up stops there.
    const turn = () => setImmediate(undefined, { signal: ctx.signal })
    const evidence: Record<string, string | string[]> = {}
    const commands = await commandFacts(ctx, projects, ctx.data.testTools.tools, ciProof(ctx.slice(ci), projects), evidence, turn)
    const { outputs, ...bundling } = await bundlerFacts(ctx, projects, ctx.data.bundlers, evidence, turn)
    const [only, ...others] = projects.main
    const typeScript = only && others.length === 0 ? await findTypeScript(ctx, only) : null
    for (const [fact, source] of Object.entries(typeScript?.evidence ?? {})) evidence[`typescript.${fact}`] = source
    const output = [...outputs, ...(typeScript?.output ? [typeScript.output] : [])].sort((a, b) => compareBytes(a.path, b.path))
    for (const [i, { source }] of output.entries()) evidence[`output_artifacts.${i}`] = source
    const tasks = [...projects.main, ...projects.nested].flatMap((project) => project.tasks)
    for (const [i, { source }] of tasks.entries()) evidence[`tasks.${i}`] = source
    for (const [i, { root }] of projects.main.entries()) evidence[`roots.${i}`] = rootProof(ctx, root)
    const slice: BuildSystem = {
      roots: projects.main.map(({ root }) => root),
      package_manager: managerFacts(ctx, projects.main, evidence),
      node: await nodeFacts(ctx, projects.main, evidence),
      ...commands,
      tasks: tasks.map(({ task }) => task),
      ...bundling,
      output_artifacts: output,
      typescript: typeScript?.slice ?? null,
    }
    return { slice, evidence }
  },
})

function rootProof(ctx: Context, root: string): string {
  const at = (name: string) => (root === '.' ? name : `${root}/${name}`)
  return ['package.json', 'rush.json', 'pnpm-workspace.yaml', 'lerna.json'].map(at).find((path) => ctx.has(path)) ?? at('nx.json')
}
