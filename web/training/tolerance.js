/**
 * How far a gradient may be from its central difference, relative to the largest of its array. It stands by itself, as the
 * page shows it and the check, which is fetched when it is needed, goes by it.
 */
export const TOLERANCE = 1e-2;
