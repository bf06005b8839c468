/**
 * Of the environments before NAME, the first that keeps backups in one of the same places. PLACES: those of each environment
 * that another one reaches too.
 */
export function sharesPlaceWith(
  places: ReadonlyMap<string, readonly string[]>,
  name: string,
): string | undefined {
  const own = places.get(name) ?? [];
  const names = [...places.keys()];
  return names
    .slice(0, names.indexOf(name))
    .find((other) => places.get(other)?.some((one) => own.includes(one)));
}
