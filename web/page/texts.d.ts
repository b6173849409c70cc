/** A text that was deflated, as base64. */
declare module '*.deflated' {
  const base64: string;
  export default base64;
}
/** A text that a bundle has inside. */
declare module '*.txt' {
  const text: string;
  export default text;
}
