package journal

import (
	"net/http"
	"testing"
	"time"
)

// exchange is a PATCH of the documented example and its answer.
var exchange = Exchange{
	Status: 200, User: "akadmin",
	RequestHeader: http.Header{"Authorization": {"Bearer token"}, "Content-Type": {"application/json"}, "Accept-Encoding": {"gzip"}, "User-Agent": {"Go-http-client/1.1"}, "Content-Length": {"226"}},
	RequestBody: []byte(`{"name":"string","user_creation_mode":"never_create","create_users_as_inactive":true,` +
		`"create_users_group":"3fa85f64-5717-4562-b3fc-2c963f66afa6","user_type":"internal","user_path_template":"string"}`),
	AnswerHeader: http.Header{"Allow": {"GET, PUT, PATCH, DELETE, HEAD, OPTIONS"}, "Content-Length": {"450"}, "Content-Type": {"application/json; charset=utf-8"},
		"Content-Language": {"en"}, "Vary": {"Accept-Encoding", "Accept-Language, Cookie"}, "X-Content-Type-Options": {"nosniff"},
		"X-Frame-Options": {"DENY"}, "Referrer-Policy": {"same-origin"}, "X-Powered-By": {"authentik"}},
	AnswerBody: []byte(`{"pk":"3fa85f64-5717-4562-b3fc-2c963f66afa6","name":"string","component":"ak-stage-user-write-form","verbose_name":"User Write Stage",` +
		`"verbose_name_plural":"User Write Stages","meta_model_name":"authentik_stages_user_write.userwritestage","flow_set":[],` +
		`"user_creation_mode":"never_create","create_users_as_inactive":true,"create_users_group":null,"user_type":"internal","user_path_template":"string"}`),
}

// BenchmarkAdd measures the cost of a request in a full journal.
func BenchmarkAdd(b *testing.B) {
	b.ReportAllocs()
	j := New(32<<20, 10_000, new(Shared))
	for range 20_000 {
		j.Add(j.Receive(time.Now(), "PATCH", "/", "", ""), exchange)
	}
	fastest := time.Duration(1 << 62)
	for b.Loop() {
		const some = 20
		begun := time.Now()
		for range some {
			j.Add(j.Receive(time.Now(), "PATCH", "/api/v3/stages/user_write/3fa85f64-5717-4562-b3fc-2c963f66afa6/", "", ""), exchange)
		}
		fastest = min(fastest, time.Since(begun)/some)
	}
	b.ReportMetric(float64(fastest), "fastest-ns")
}
