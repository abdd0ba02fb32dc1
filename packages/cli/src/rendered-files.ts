import { type Gathered, jsonText } from '@codegenie/coordinator'
import type { Json } from '@codegenie/core'
import { type Context, contextReport, renderViews, type Skill } from '@codegenie/views'

/** What is made of an artifact, and written beside it: name -> text. A pure function of the artifact and the operator's skills. */
export function renderedFiles({ artifact }: Pick<Gathered, 'artifact'>, skills: readonly Skill[]): ReadonlyMap<string, string> {
  const context = JSON.parse(artifact.json.join('')) as Context
  const rendered = renderViews(context, skills)
  return new Map([
    ['views.json', lines(rendered.views)],
    ['conflicts.json', lines(rendered.conflicts)],
    ['CONTEXT_REPORT.md', contextReport(context, rendered)],
  ])
}

/** One line for each key: each view can be taken out without a parser of the whole. */
function lines(value: object): string {
  return `{\n${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}:${jsonText(item as Json)}`)
    .join(',\n')}\n}\n`
}
