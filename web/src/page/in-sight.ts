// What costs something is begun where it is seen.

/** Calls back once, when the element first comes into sight, or nearly. */
export function whenInSight(element: Element, begin: () => void): void {
  const sight = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      sight.disconnect();
      begin();
    },
    { rootMargin: '100px 0px' },
  );
  sight.observe(element);
}
