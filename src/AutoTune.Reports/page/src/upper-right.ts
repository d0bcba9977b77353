/** The points that no other one beats in both x and y, from left to right. */
export function upperRight<T extends { x: number; y: number }>(points: T[]): T[] {
  let best = -Infinity;
  return [...points].sort((a, b) => b.x - a.x || b.y - a.y).filter(point => point.y > best && (best = point.y) !== undefined).reverse();
}
