package mock

import (
	"net/http"
	"strconv"

	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// Kinds of the fake's own problems, as named in the header X-Authentik-Mock.
const (
	// limitProblem is a limit of the fake: a size, a time, or room for the state.
	limitProblem = "limit"
	// faultProblem is a mistake of the fake.
	faultProblem = "fault"
	// missingProblem is what authentik does and the fake does not.
	missingProblem = "not-implemented"
	// hostProblem is a Host that the fake does not accept.
	hostProblem = "host"
	// originProblem is a browser page of another origin under /__mock/.
	originProblem = "origin"
	// mediaProblem is a body that is not JSON there.
	mediaProblem = "media-type"
	// seedProblem is an invalid seed or state.
	seedProblem = "seed"
	// workspaceProblem is an invalid workspace, or one that is missing.
	workspaceProblem = "workspace"
)

// ownProblem writes an answer of the fake itself that cannot be confused with authentik's: problem details
// (RFC 9457), and the header X-Authentik-Mock with the kind of the problem. detail is one sentence that says
// what to do, and names the flag if there is one. Headers that are set already are sent too.
func ownProblem(w http.ResponseWriter, status int, kind, detail string) {
	body := python.NewDict()
	body.Set("title", http.StatusText(status))
	body.Set("status", int64(status))
	body.Set("detail", detail)
	text := orjson.Append(nil, body)
	header := w.Header()
	header.Set("X-Authentik-Mock", kind)
	header.Set("Content-Type", "application/problem+json")
	header.Set("Content-Length", strconv.Itoa(len(text)))
	w.WriteHeader(status)
	w.Write(text)
}
