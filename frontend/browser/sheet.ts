/** One page with every picture, small, by route. */
export function contactSheet(page: string, files: readonly string[]): string {
  const small = files.filter((f) => f.includes("-1280x800")).toSorted();
  const cells = small.map((file) => {
    const name = file.replace(/-1280x800\.\w+$/, "");
    const large = file.replace("1280x800", "1920x1080");
    return `<figure><a href="${file}"><img src="${file}" width="480" height="300" loading="lazy" alt="${name}"></a><figcaption>${name} · <a href="${large}">1920x1080</a></figcaption></figure>`;
  });
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${page}: every screen in every state</title>
<style>
body { margin: 24px; background: #222; color: #eee; font: 14px/1.4 sans-serif; }
main { display: grid; grid-template-columns: repeat(auto-fill, 480px); gap: 24px; }
figure { margin: 0; }
img { display: block; border: 1px solid #444; }
a { color: #9cf; }
</style>
<h1>${page}: every screen in every state</h1>
<main>
${cells.join("\n")}
</main>
</html>
`;
}
