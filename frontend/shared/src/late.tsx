import { useEffect, useState } from "preact/hooks";

/** Not before 150 ms, so that quick answers do not flash. */
export function useLate(): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return late;
}
