use sqlx::{Connection, PgConnection};

#[tokio::main]
async fn main() {
    let mut connection = PgConnection::connect(&std::env::var("URL").unwrap()).await.unwrap();
    sqlx::query("select 1").execute(&mut connection).await.unwrap();
    println!("connected {}", std::env::var("VERSION").unwrap());
}
