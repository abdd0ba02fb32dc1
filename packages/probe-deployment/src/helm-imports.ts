import type { Dependency } from './helm-chart.ts'
import type { ParsedChart } from './helm-render.ts'
import { fieldOf, isValueMap, overlay, type Value, type ValueMap, valueMap } from './template-value.ts'

/** Is a subchart part of the release? A condition that is told decides, else its tags: https://helm.sh/docs/chart_best_practices/dependencies/ */
export function isEnabled({ condition, tags }: Dependency, values: ValueMap): boolean {
  for (const path of (condition ?? '').split(',')) {
    const value = at(values, path.trim())
    if (typeof value === 'boolean') return value
  }
  const told = tags.map((tag) => at(values, `tags.${tag}`)).filter((value) => typeof value === 'boolean')
  return told.length === 0 || told.includes(true)
}

/** A chart's values with those that its subcharts hand up over them: https://helm.sh/docs/topics/charts/#importing-child-values-via-dependencies */
export function ownValues(chart: ParsedChart, depth = 0): ValueMap {
  const { values } = chart.source
  let merged: Value = values
  for (const { dependency, chart: subchart } of depth > 8 ? [] : chart.subcharts) {
    if (dependency.imports.length === 0 || !isEnabled(dependency, values)) continue
    const given = fieldOf(values, dependency.alias ?? dependency.name)
    const inner = overlay(ownValues(subchart, depth + 1), isValueMap(given) ? given : valueMap())
    for (const { child, parent } of dependency.imports) {
      const found = at(inner, child)
      if (isValueMap(found)) merged = overlay(merged, below(parent, found))
    }
  }
  return isValueMap(merged) ? merged : values
}

function at(value: Value, path: string): Value | undefined {
  return path.split('.').reduce<Value | undefined>((from, key) => fieldOf(from, key), value)
}

/** The map at a path of an otherwise empty one; `.` is the top. */
function below(path: string, map: ValueMap): Value {
  const keys = path.split('.').filter((key) => key !== '')
  return keys.reduceRight<Value>((inner, key) => valueMap([[key, inner]]), map)
}
