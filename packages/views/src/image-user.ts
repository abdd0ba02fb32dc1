import type { Context } from './context.ts'

type Stages = NonNullable<Context['deployment']>['dockerfiles'][number]['stages']

/**
 * Does an image that sets no user start as root? True for images of the library of Docker Hub (https://hub.docker.com/u/library), all of which
 * do, for `scratch`, and for distroless ones without `nonroot`; `undefined` for the image of somebody else, which may set one.
 */
export function isRootByDefault(stages: Stages): boolean | undefined {
  const base = rootOf(stages)
  if (base === undefined || /[$%{]/.test(base)) return undefined
  const [repository = ''] = base
    .replace(/^docker\.io\//, '')
    .replace(/^library\//, '')
    .split('@')
  if (/^gcr\.io\/distroless\//.test(repository)) return !repository.includes('nonroot')
  return repository.includes('/') ? undefined : true
}

/** The image at the beginning of the chain of stages that ends with the last one. */
function rootOf(stages: Stages): string | undefined {
  let at = stages.at(-1)
  for (let steps = 0; at && at.from_stage !== null && steps < stages.length; steps++) {
    const from = at.from_stage
    at = stages.find(({ name }, i) => name === from || String(i) === from)
  }
  return at?.from_stage === null ? at.base_image : undefined
}
