package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/schemas"
)

// server is what is measured. Its command listens on {port}.
type server struct {
	name    string
	version string
	how     string // what it does to answer
	command []string
}

// Versions of the servers that run on Java. Those of the others are in package.json.
const (
	wireMock   = "3.13.2"
	mockServer = "5.15.0"
)

//go:embed package.json
var packages []byte

// prepare installs the servers, writes what they are told to answer, and returns them.
func prepare(ctx context.Context, o options) ([]server, error) {
	folder, err := filepath.Abs(o.folder)
	if err != nil {
		return nil, err
	}
	binary, err := filepath.Abs(o.binary)
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	if err := install(ctx, folder); err != nil {
		return nil, err
	}
	if err := writeAnswers(ctx, folder); err != nil {
		return nil, err
	}
	var pinned struct{ Dependencies map[string]string }
	if err := json.Unmarshal(packages, &pinned); err != nil {
		return nil, err
	}
	in := func(name string) string { return filepath.Join(folder, name) }
	program := func(name string) string { return in("node_modules/.bin/" + name) }
	fake := []string{binary, "serve", "--token", token, "--port", "{port}", "--log", "off"}
	return []server{
		{"authentik-mock", "this checkout", "behaves as authentik; its journal keeps every request", fake},
		{"authentik-mock, journal off", "this checkout", "behaves as authentik", append(fake[:len(fake):len(fake)], "--journal-size", "0", "--journal-entries", "0")},
		{"net/http alone", "", "the same bytes, whatever is asked", []string{self, "-bare", "127.0.0.1:{port}", "-folder", folder}},
		{"MockServer", mockServer, "the same bytes for this address and token", []string{
			"java", "-Dmockserver.initializationJsonPath=" + in("mockserver.json"), "-Dmockserver.logLevel=ERROR", "-Dmockserver.localBoundIP=127.0.0.1",
			"-jar", in("mockserver-netty-no-dependencies-" + mockServer + ".jar"), "-serverPort", "{port}",
		}},
		{"WireMock", wireMock, "a template with the name that was sent, for this address and token", []string{
			"java", "-jar", in("wiremock-standalone-" + wireMock + ".jar"), "--bind-address", "127.0.0.1", "--port", "{port}", "--root-dir", in("wiremock"),
			"--no-request-journal", "--disable-banner",
		}},
		{"Prism", pinned.Dependencies["@stoplight/prism-cli"], "an example from authentik's OpenAPI document", []string{program("prism"), "mock", "-h", "127.0.0.1", "-p", "{port}", in("openapi.json")}},
		{"Mockoon", pinned.Dependencies["@mockoon/cli"], "a template with the name that was sent", []string{program("mockoon-cli"), "start", "--data", in("mockoon.json"), "--port", "{port}", "--disable-log-to-file"}},
		{"json-server", pinned.Dependencies["json-server"], "the object from a file, changed by what was sent", []string{
			program("json-server"), "--quiet", "--host", "127.0.0.1", "--port", "{port}", "--routes", in("routes.json"), in("stages.json"),
		}},
	}, nil
}

// install installs the pinned versions, unless they are there.
func install(ctx context.Context, folder string) error {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	manifest := filepath.Join(folder, "package.json")
	if there, _ := os.ReadFile(manifest); !bytes.Equal(there, packages) {
		if err := os.WriteFile(manifest+".new", packages, 0o666); err != nil {
			return err
		}
		if err := within(ctx, folder, "cp", "package.json.new", "package.json"); err != nil {
			return err
		}
		if err := within(ctx, folder, "npm", "install", "--no-audit", "--no-fund", "--loglevel=error"); err != nil {
			os.Remove(manifest) // so that the next run tries again
			return err
		}
	}
	for _, jar := range []string{"org.wiremock:wiremock-standalone:" + wireMock, "org.mock-server:mockserver-netty-no-dependencies:" + mockServer} {
		parts := strings.Split(jar, ":")
		if _, err := os.Stat(filepath.Join(folder, parts[1]+"-"+parts[2]+".jar")); err == nil {
			continue
		}
		if err := within(ctx, folder, "mvn", "-q", "-B", "dependency:copy", "-Dartifact="+jar, "-DoutputDirectory="+folder); err != nil {
			return err
		}
	}
	return nil
}

// within runs a command in a folder.
func within(ctx context.Context, folder, name string, arguments ...string) error {
	command := exec.CommandContext(ctx, name, arguments...)
	command.Dir = folder
	if said, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w: %s", name, strings.Join(arguments, " "), err, said)
	}
	return nil
}

// writeAnswers writes the files that tell the servers what to answer: what the fake does.
func writeAnswers(ctx context.Context, folder string) error {
	answer, err := exampleAnswer(ctx)
	if err != nil {
		return err
	}
	var stage map[string]any
	if err := json.Unmarshal(answer, &stage); err != nil {
		return err
	}
	stage["id"] = stage["pk"]
	document, err := openAPI()
	if err != nil {
		return err
	}
	// The name in the answer is the one that was sent.
	with := func(template string) string {
		return strings.Replace(string(answer), `"name":"string"`, `"name":"`+template+`"`, 1)
	}
	headers := map[string]any{"Content-Type": "application/json"}
	const id = "[-0-9a-f]{36}"
	pattern := strings.TrimSuffix(address, address[len(address)-37:]) + id + "/"
	for name, content := range map[string]any{
		"answer.json":  json.RawMessage(answer),
		"openapi.json": document,
		"stages.json":  map[string]any{"stages": []any{stage}},
		"routes.json":  map[string]any{"/api/v3/stages/user_write/:id/": "/stages/:id"},
		"mockserver.json": []any{map[string]any{
			"httpRequest":  map[string]any{"method": "PATCH", "path": pattern, "headers": map[string]any{"Authorization": []any{"Bearer " + token}}},
			"httpResponse": map[string]any{"statusCode": 200, "headers": map[string]any{"Content-Type": []any{"application/json"}}, "body": string(answer)},
		}},
		"wiremock/mappings/patch.json": map[string]any{
			"request": map[string]any{
				"method": "PATCH", "urlPathPattern": pattern, "headers": map[string]any{"Authorization": map[string]any{"equalTo": "Bearer " + token}},
			},
			"response": map[string]any{
				"status": 200, "headers": headers, "body": with("{{jsonPath request.body '$.name'}}"), "transformers": []any{"response-template"},
			},
		},
		"mockoon.json": mockoon(with("{{body 'name'}}")),
	} {
		path := filepath.Join(folder, name)
		text, err := json.Marshal(content)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(path, text, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// mockoon returns an environment of Mockoon's with one route.
func mockoon(answer string) any {
	const route, response = "21111111-1111-4111-8111-111111111111", "31111111-1111-4111-8111-111111111111"
	return map[string]any{
		"uuid": "11111111-1111-4111-8111-111111111111", "lastMigration": 33, "name": "peers", "hostname": "127.0.0.1", "port": 3000,
		"rootChildren": []any{map[string]any{"type": "route", "uuid": route}},
		"routes": []any{map[string]any{
			"uuid": route, "type": "http", "method": "patch", "endpoint": "api/v3/stages/user_write/:id/", "responses": []any{map[string]any{
				"uuid": response, "body": answer, "statusCode": 200, "default": true, "bodyType": "INLINE",
				"headers": []any{map[string]any{"key": "Content-Type", "value": "application/json"}},
			}},
		}},
	}
}

// openAPI returns authentik's document with whole addresses, since Prism leaves out the path of a server.
func openAPI() (any, error) {
	text, err := schemas.OpenAPI("2025.10")
	if err != nil {
		return nil, err
	}
	var document map[string]any
	if err := json.Unmarshal(text, &document); err != nil {
		return nil, err
	}
	paths := map[string]any{}
	for path, operations := range document["paths"].(map[string]any) {
		paths["/api/v3"+path] = operations
	}
	document["paths"] = paths
	delete(document, "servers")
	return document, nil
}

// exampleAnswer returns what the fake answers.
func exampleAnswer(ctx context.Context) ([]byte, error) {
	handler, err := mock.New(mock.Options{Token: token})
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	defer listener.Close()
	go http.Serve(listener, handler) // until the listener is closed
	request, err := exampleRequest(ctx, listener.Addr().String())
	if err != nil {
		return nil, err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("the fake answered %s: %s", answer.Status, text)
	}
	return text, err
}

// serveBare answers every request with the bytes of the fake's answer: what net/http alone costs.
func serveBare(at, folder string) error {
	answer, err := os.ReadFile(filepath.Join(folder, "answer.json"))
	if err != nil {
		return err
	}
	return http.ListenAndServe(at, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var read bytes.Buffer
		if _, err := read.ReadFrom(r.Body); err != nil {
			return // the client has gone
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(answer)
	}))
}
