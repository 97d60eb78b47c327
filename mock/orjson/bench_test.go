package orjson_test

import (
	"encoding/json"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/orjson"
)

const (
	patchBody = `{"name":"default-user-write","user_creation_mode":"create_when_required",` +
		`"create_users_as_inactive":true,"create_users_group":"7d0a5b6e-3a2f-4c1d-9e8b-112233445566",` +
		`"user_type":"external","user_path_template":"goauthentik.io/users/%(slug)s"}`
	patchAnswer = `{"pk":"0e1f2a3b-4c5d-6e7f-8091-a2b3c4d5e6f7","name":"default-user-write",` +
		`"component":"ak-stage-user-write-form","verbose_name":"User Write Stage",` +
		`"verbose_name_plural":"User Write Stages","meta_model_name":"authentik_stages_user_write.userwritestage",` +
		`"flow_set":[{"pk":"1e1f2a3b-4c5d-6e7f-8091-a2b3c4d5e6f7","policybindingmodel_ptr_id":` +
		`"2e1f2a3b-4c5d-6e7f-8091-a2b3c4d5e6f7","name":"Welcome to authentik!","slug":"initial-setup",` +
		`"title":"Welcome to authentik!","designation":"stage_configuration","background_url":` +
		`"/static/dist/assets/images/flow_background.jpg","policy_engine_mode":"any","compatibility_mode":false,` +
		`"export_url":"/api/v3/flows/instances/initial-setup/export/","layout":"stacked","denied_action":` +
		`"message_continue"}],"user_creation_mode":"create_when_required","create_users_as_inactive":true,` +
		`"create_users_group":null,"user_type":"external","user_path_template":""}`
)

func BenchmarkParse(b *testing.B) {
	body := []byte(patchBody)
	b.Run("orjson", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := orjson.Parse(body); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding/json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var value any
			if err := json.Unmarshal(body, &value); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkAppend(b *testing.B) {
	value, err := orjson.Parse([]byte(patchAnswer))
	if err != nil {
		b.Fatal(err)
	}
	var plain any
	if err := json.Unmarshal([]byte(patchAnswer), &plain); err != nil {
		b.Fatal(err)
	}
	b.Run("orjson", func(b *testing.B) {
		b.ReportAllocs()
		var dst []byte
		for b.Loop() {
			dst = orjson.Append(dst[:0], value)
		}
	})
	b.Run("encoding/json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := json.Marshal(plain); err != nil {
				b.Fatal(err)
			}
		}
	})
}
