import { platforms } from '@codegenie/catalogs/platforms'
import { defineProbe } from '@codegenie/core'
import ci from '@codegenie/probe-ci'
import { z } from 'zod'
import pkg from '../package.json' with { type: 'json' }
import { BAKE_FILES } from './bake.ts'
import { DOCKERFILE_READS } from './dockerfiles.ts'
import { deploymentFacts } from './facts.ts'
import { JSON_PATCHES } from './kustomize.ts'
import { Deployment } from './schema.ts'
import { TERRAFORM_FILES } from './terraform.ts'

export { Deployment } from './schema.ts'

const READS = ['**/*.{yaml,yml}', '**/*.tpl', '**/Kustomization', ...JSON_PATCHES, ...BAKE_FILES, ...DOCKERFILE_READS]
const isRead = (glob: string) => !/\.ya?ml$/.test(glob)
const READ_PLATFORMS = platforms.filter(({ format }) => format !== 'none').flatMap(({ files }) => files.filter(isRead))
const NAMED_ALONE = platforms.filter(({ format }) => format === 'none').flatMap(({ files }) => files)

/** What the operator may ask for. */
export const Options = z.strictObject({ terraform: z.boolean().default(false) })
export type Options = z.input<typeof Options>

/** The probe with options of its own; the default export has none. */
export function deployment(options: Options = {}) {
  const { terraform } = Options.parse(options)
  return defineProbe({
    name: 'deployment',
    slice: 'deployment',
    version: pkg.version,
    schema: Deployment,
    budget: { ms: 2000, mb: 100 },
    inputs: {
      reads: [...READS, ...(terraform ? TERRAFORM_FILES : []), ...READ_PLATFORMS],
      lists: [...(terraform ? [] : TERRAFORM_FILES), ...NAMED_ALONE],
      data: { platforms, terraform },
    },
    needs: [ci],
    run: (ctx) => deploymentFacts(ctx, ctx.data, ctx.slice(ci)),
  })
}

export default deployment()
