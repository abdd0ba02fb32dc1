import { type Gathered, jsonText } from '@codegenie/coordinator'
import type { Json } from '@codegenie/core'
import { type Conflicts, type Context, contextReport, renderViews, type Skill, type Views } from '@codegenie/views'

export interface Rendered {
  readonly context: Context
  readonly views: Views
  readonly conflicts: Conflicts
  /** Name -> text. */
  readonly files: ReadonlyMap<string, string>
}

/** What is made of an artifact, and written beside it. A pure function of the artifact and the operator's skills. */
export function renderedFiles({ artifact }: Pick<Gathered, 'artifact'>, skills: readonly Skill[]): Rendered {
  const context = JSON.parse(artifact.json.join('')) as Context
  const rendered = renderViews(context, skills)
  const files = new Map([
    ['views.json', lines(rendered.views)],
    ['conflicts.json', lines(rendered.conflicts)],
    ['CONTEXT_REPORT.md', contextReport(context, rendered)],
  ])
  return { context, files, ...rendered }
}

/** One line for each key: each view can be taken out without a parser of the whole. */
function lines(value: object): string {
  return `{\n${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}:${jsonText(item as Json)}`)
    .join(',\n')}\n}\n`
}
