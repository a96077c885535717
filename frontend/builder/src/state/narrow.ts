/** Whether this is a phone: what stands beside the journey elsewhere covers it there. */
export const isNarrow = (): boolean => matchMedia("(width < 48rem)").matches;
