package release

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/contract/internal/jsonbody"
	"github.com/authentik-mock/authentik-mock/contract/internal/wire"
	"github.com/authentik-mock/authentik-mock/mock/describe"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/secret"
)

// documentPath is where authentik serves its OpenAPI document.
const documentPath = "/api/v3/schema/?format=json"

// document writes the OpenAPI document and what follows from it, and returns the addresses that a GET without parameters reads.
func (r *recording) document(ctx context.Context) ([]string, error) {
	answer, err := r.get(ctx, documentPath)
	if err != nil {
		return nil, err
	}
	var document struct {
		Paths map[string]map[string]json.RawMessage
	}
	files, err := describe.Tabled(r.Recorded.Name, answer.Body)
	if answer.Status != http.StatusOK || err != nil || json.Unmarshal(answer.Body, &document) != nil {
		r.Missing = append(r.Missing, fmt.Sprintf("the OpenAPI document, and with it operations.txt and fresh: GET %s answered %d %s",
			documentPath, answer.Status, jsonbody.Shorten(string(answer.Body))))
		return nil, nil
	}
	var readable []string
	for _, address := range slices.Sorted(maps.Keys(document.Paths)) {
		if readsJSON(document.Paths[address]["get"]) && !strings.Contains(address, "{") {
			readable = append(readable, strings.TrimPrefix(address, "/"))
		}
	}
	if err := r.pack(path.Join("schemas/openapi/whole", r.Recorded.Name+".json.gz"), answer.Body); err != nil {
		return nil, err
	}
	for _, file := range slices.Sorted(maps.Keys(files)) {
		if err := r.write(file, files[file]); err != nil {
			return nil, err
		}
	}
	return readable, nil
}

// readsJSON reports whether an operation of the document answers JSON, unlike the end of an impersonation, which is a GET too, and
// the document itself, which is one of several forms.
func readsJSON(operation json.RawMessage) bool {
	var described struct {
		Responses map[string]struct{ Content map[string]json.RawMessage }
	}
	if operation == nil || json.Unmarshal(operation, &described) != nil {
		return false
	}
	content := described.Responses["200"].Content
	return len(content) == 1 && content["application/json"] != nil
}

// fresh writes what the new installation answers to a GET at each address, without secrets: fresh/flows_instances.json, and
// fresh/flows_instances.2.json for a second page. What is no JSON is left out.
func (r *recording) fresh(ctx context.Context, addresses []string) error {
	for _, address := range addresses {
		name := "fresh/" + strings.ReplaceAll(strings.TrimSuffix(address, "/"), "/", "_")
		for page := 1; page > 0; {
			answer, err := r.get(ctx, fmt.Sprintf("/api/v3/%s?page_size=100&page=%d", address, page))
			if err != nil {
				return err
			}
			body, err := orjson.Parse(answer.Body)
			if answer.Status != http.StatusOK || err != nil {
				r.Missing = append(r.Missing, fmt.Sprintf("%s: GET %s answered %d %s", name, address, answer.Status, jsonbody.Shorten(secret.HideMembers(string(answer.Body)))))
				break
			}
			file := name + ".json"
			if page > 1 {
				file = fmt.Sprintf("%s.%d.json", name, page)
			}
			text, _ := jsonbody.Indent(secret.HideKnown(secret.HideMembers(string(answer.Body)), []string{r.Target.Token}))
			if err := r.write(file, []byte(text+"\n")); err != nil {
				return err
			}
			page = nextPage(body, page)
		}
	}
	return nil
}

// nextPage returns the number of the page after one, 0 after the last.
func nextPage(body any, page int) int {
	next, _ := jsonbody.Dig(body, "pagination.next")
	if n, ok := next.(int64); ok && int(n) > page {
		return int(n)
	}
	return 0
}

// get sends a GET as the administrator.
func (r *recording) get(ctx context.Context, address string) (wire.Answer, error) {
	return r.wire.Send(ctx, wire.Request{Method: http.MethodGet, Path: address, Headers: wire.Bearer(r.Target.Token)})
}
