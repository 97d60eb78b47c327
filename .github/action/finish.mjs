// Says which requests of the job the fake does not serve, in the log and on the job's page, and ends the fake. It fails no job.
import { annotate, write } from "./workflow.mjs";

const control = process.env.STATE_control_url;

// ask asks the fake that runs.
async function ask(address, workspace = "") {
  const headers = workspace ? { "X-Mock-Workspace": workspace } : {};
  const answer = await fetch(`${control}/${address}`, { headers, signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(`${address} answers ${answer.status}`);
  return answer.json();
}

// notServed counts the requests that are not served, by method and path.
async function notServed() {
  const counts = new Map();
  for (const { name } of (await ask("workspaces")).workspaces) {
    for (let since = "0", page; (page = await ask(`requests?kind=not-served&since=${since}`, name)).requests.length > 0; since = page.next) {
      for (const { method, path } of page.requests) counts.set(`${method} ${path}`, (counts.get(`${method} ${path}`) ?? 0) + 1);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1]);
}

if (control) {
  try {
    const counts = await notServed();
    if (counts.length === 0) console.log("authentik-mock served all that was asked");
    else {
      annotate("warning", ["Asked, but not served:", ...counts.map(([request, n]) => `${n} × ${request}`)].join("\n"));
      write("GITHUB_STEP_SUMMARY", "### authentik-mock: asked, but not served", "", "| requests | |", "| ---: | --- |");
      write("GITHUB_STEP_SUMMARY", ...counts.map(([request, n]) => `| ${n} | \`${request.replaceAll("|", "\\|").replaceAll("`", "'")}\` |`));
    }
  } catch (error) {
    annotate("warning", `authentik-mock has ended before the job: ${error.message}`);
  }
  try {
    process.kill(Number(process.env.STATE_pid));
  } catch {
    // It has ended already.
  }
}
