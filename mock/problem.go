package mock

import (
	"net/http"
	"strconv"

	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// Kinds of the problems of the fake itself, as the header X-Authentik-Mock names them.
const (
	// limitProblem is a bound of the fake: a size, a time, or room for the state.
	limitProblem = "limit"
	// faultProblem is a mistake of the fake.
	faultProblem = "fault"
	// hostProblem is a Host that the fake does not answer for.
	hostProblem = "host"
	// originProblem is a browser page of another origin under /__mock/.
	originProblem = "origin"
	// mediaProblem is a body that is not JSON there.
	mediaProblem = "media-type"
	// seedProblem is a seed or a state that cannot be read.
	seedProblem = "seed"
	// workspaceProblem is a workspace that cannot be, or one that is missing.
	workspaceProblem = "workspace"
)

// ownProblem answers for the fake itself with what authentik never says: problem details (RFC 9457), and the header
// X-Authentik-Mock that names the kind of the problem, so that no client takes it for authentik's answer. detail is one
// sentence that says what to do, and names the flag if there is one. Headers that are set already are sent too.
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
