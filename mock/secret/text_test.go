package secret

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestHiddenText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"name":"a","password":"geheim"}`:                 `{"name":"a","password":"<hidden>"}`,
		`{ "key" : "ge\"heim" , "x": 1}`:                   `{ "key" : "<hidden>" , "x": 1}`,
		`{"client_secret":12345678,"x":1}`:                 `{"client_secret":"<hidden>","x":1}`,
		`{"credentials":{"a":"}\"","b":["geheim"]},"x":1}`: `{"credentials":"<hidden>","x":1}`,
		`{"password":"","token":null,"api_key":true}`:      `{"password":"","token":null,"api_key":true}`,
		`{"p\u0061ssword":"geheim"}`:                       `{"p\u0061ssword":"<hidden>"}`,
		`{"PassWord":"geheim"}`:                            `{"PassWord":"<hidden>"}`,
		// Names that end alike.
		`{"certificate_data":"geheim","template_data":"x","certificate_data":"geheim"}`:               `{"certificate_data":"<hidden>","template_data":"x","certificate_data":"<hidden>"}`,
		`{"password_stage":"named","password_change_date":"2026-01-31T12:00:00Z","signing_key":"id"}`: `{"password_stage":"named","password_change_date":"2026-01-31T12:00:00Z","signing_key":"id"}`,
		`{"password":"gehei`:            `{"password":"<hidden>"`,
		`{"password":"g`:                `{"password":"<hidden>"`,
		"{\"password\":\n  \"geheim\"}": "{\"password\":\n  \"<hidden>\"}",
		`{"content":"attrs:\n  key: geheim, heim\n  name: x"}`:                            `{"content":"attrs:\n  key: <hidden>\n  name: x"}`,
		`{"content":"key: \"geheim\"\nname: x"}`:                                          `{"content":"key: \"<hidden>\"\nname: x"}`,
		`{"content":"private_key: |\n  geheim\n  heim","x":"y"}`:                          `{"content":"private_key: <hidden>","x":"y"}`,
		"private_key: |\n  geheim":                                                        "private_key: <hidden>",
		"password: 'geheim'\nname: x":                                                     "password: '<hidden>'\nname: x",
		"tokens: [{identifier: mia, key: geheim}]\nx: 1":                                  "tokens: \"<hidden>\"\nx: 1",
		`{"link":"https://a.example:9/if/?itoken=geheim&next=/"}`:                         `{"link":"https://a.example:9/if/?itoken=<hidden>&next=/"}`,
		`username=mia&password=geheim`:                                                    `username=mia&password=<hidden>`,
		"--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\ngeheim\r\n--b--": "--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\n<hidden>\r\n--b--",
		`<html lang="en">`:                                                                `<html lang="en">`,
		"":                                                                                "",
	} {
		got := string(AppendHidden([]byte("before "), []byte(text)))
		if got != "before "+want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
		if json.Valid([]byte(text)) && !json.Valid([]byte(got[len("before "):])) {
			t.Errorf("%s is no JSON any more: %s", text, got)
		}
		for cut := range len(text) { // wherever it is cut, no more than the beginning of a secret may show
			if hidden := string(AppendHidden(nil, []byte(text[:cut]))); strings.Contains(hidden, "geh") {
				t.Errorf("%s shows %s", text[:cut], hidden)
			}
		}
	}
}

func TestHiddenHeadersAndQueries(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, value, want string }{
		{"Authorization", "Bearer geheim", "Bearer <hidden>"}, {"Authorization", "geheim", "<hidden>"}, {"Authorization", "", ""}, {"Cookie", "", ""}, {"authorization", "Basic geheim", "Basic <hidden>"},
		{"Proxy-Authorization", "Basic geheim", "Basic <hidden>"}, {"Cookie", "a=geheim", "<hidden>"}, {"Set-Cookie", "a=geheim; Path=/", "<hidden>"},
		{"X-Forwarded-Authorization", "Bearer geheim", "Bearer <hidden>"}, {"Referer", "http://a:geheim@h/x?token=geheim", "http://<hidden>@h/x?token=<hidden>"}, {"From", "mia@a.example", "mia@a.example"},
		{"X-Authentik-Csrf", "geheim", "<hidden>"}, {"X-Api-Key", "geheim", "<hidden>"}, {"Referer", "http://a.example/?token=geheim&b=c", "http://a.example/?token=<hidden>&b=c"},
		{"Accept", "text/html;q=0.9", "text/html;q=0.9"}, {"Access-Control-Allow-Credentials", "true", "true"}, {"Content-Type", "application/json", "application/json"},
	} {
		if got := string(AppendHeader(nil, c.name, c.value)); got != c.want {
			t.Errorf("%s: %s is %s, want %s", c.name, c.value, got, c.want)
		}
	}
	for query, want := range map[string]string{
		"": "", "a=b&key=geheim": "a=b&key=<hidden>", "tok%65n=geheim": "tok%65n=<hidden>", "token=": "token=", "search=key": "search=key", "%zz=1": "%zz=1",
		"attributes=%7B%22token%22:%22geheim%22%7D&x=1": "attributes=%7B%22token%22%3A%22%3Chidden%3E%22%7D&x=1", `attributes={"a":"b"}`: `attributes={"a":"b"}`, `a=[{"key":"geheim"}]`: "a=%5B%7B%22key%22%3A%22%3Chidden%3E%22%7D%5D", "a=%": "a=%",
	} {
		if got := HideQuery(query); got != want {
			t.Errorf("%s is %s, want %s", query, got, want)
		}
	}
}

const answer = `{"pk":"3fa85f64-5717-4562-b3fc-2c963f66afa6","name":"string","component":"ak-stage-user-write-form","verbose_name":"User Write Stage",` +
	`"verbose_name_plural":"User Write Stages","meta_model_name":"authentik_stages_user_write.userwritestage","flow_set":[],` +
	`"user_creation_mode":"never_create","create_users_as_inactive":true,"create_users_group":null,"user_type":"internal","user_path_template":"string"}`

func BenchmarkAppendHidden(b *testing.B) {
	var out []byte
	text := []byte(answer)
	for b.Loop() {
		out = AppendHidden(out[:0], text)
	}
}

func TestHiddenBodies(t *testing.T) {
	t.Parallel()
	utf16 := func(text string) string { return strings.Join(strings.Split(text, ""), "\x00") + "\x00" }
	for _, c := range []struct{ body, encoding, path, want string }{
		{`{"password":"geheim"}`, "", "/", `{"password":"<hidden>"}`},
		{"\x1f\x8bgeheim", "gzip", "/", "<hidden>"},
		{`{"name":"a"}`, "identity", "/", `{"name":"a"}`},
		{utf16(`{"password":"geheim"}`), "", "/", "<hidden>"},
		{"{\"password\":\"geheim\xff\"}", "", "/", "<hidden>"},
		{utf16(`{"name":"a"}`), "", "/", utf16(`{"name":"a"}`)},
		{`"geheim"`, "", "/api/v3/core/users/6/set_password/", `"<hidden>"`},
		{` "geheim"`, "", "/api/v3/core/tokens/a/set_key/", `"<hidden>"`},
		{`"a text"`, "", "/api/v3/core/groups/", `"a text"`},
		{"", "gzip", "/", ""},
	} {
		if got := string(AppendBody(nil, []byte(c.body), c.encoding, c.path)); got != c.want {
			t.Errorf("%q (%s) to %s: %q, want %q", c.body, c.encoding, c.path, got, c.want)
		}
	}
}
